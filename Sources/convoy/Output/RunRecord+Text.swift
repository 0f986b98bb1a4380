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

extension RunParent.Relation {
  /// `fine-tuned`
  var word: String { rawValue.replacing("_", with: "-") }

  /// `fine-tuned from`, before the name of the parent.
  var words: String {
    switch self {
    case .trial, .reproduced: "\(word) of"
    case .fineTuned: "\(word) from"
    case .nested: "\(word) in"
    }
  }
}

/// Says on the standard error how to go on with runs that crashed, a few of them, and of which runs it
/// cannot be told whether they run.
func noteCrashes(among runs: [RunRecord], of store: RunStore, advice: ResumeAdvice) throws {
  let crashed = runs.filter { $0.status == .crashed && $0.deletedAt == nil }
  for run in crashed.prefix(3) {
    printNote("\(run.name): crashed \(run.progressText); to go on: \(advice(run))")
  }
  if crashed.count > 3 { printNote("\(crashed.count - 3) more crashed.") }
  let unknown = Set(try store.runsOfUnknownLiveness())
  for run in runs.filter({ unknown.contains($0.id) }).prefix(3) {
    printNote(
      "\(run.name): another machine's; whether it still runs cannot be told from here")
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
