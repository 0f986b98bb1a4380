import RunStore

extension RunRecord {
  /// Epochs done of those asked for: `5/12`.
  var epochsText: String {
    params["training.epochs"].map { "\(epochsDone)/\($0)" } ?? "\(epochsDone)"
  }

  /// `after epoch 5 of 12`, `before the first epoch ended`.
  var progressText: String {
    if epochsDone == 0 { return "before the first epoch ended" }
    let total = params["training.epochs"].map { " of \($0)" } ?? ""
    return "after epoch \(epochsDone)\(total)"
  }

  /// Epochs that are recorded.
  var epochsDone: Int { metrics["train_loss"]?.count ?? metrics.values.map(\.count).max() ?? 0 }
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
