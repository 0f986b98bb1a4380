import RunStore

extension RunRecord {
  /// Enough of the id to name the run: its time part, exact to the millisecond.
  var shortID: String { String(id.prefix(13)) }

  /// Epochs done of those asked for: `5/12`.
  var epochsText: String {
    let done = metrics["train_loss"]?.count ?? metrics.values.map(\.count).max() ?? 0
    return params["training.epochs"].map { "\(done)/\($0.text)" } ?? "\(done)"
  }
}

extension RunStatus {
  /// The colour of the status on a terminal.
  var style: TextStyle {
    switch self {
    case .running: .active
    case .finished: .good
    case .failed, .crashed: .bad
    case .interrupted: .caution
    }
  }
}
