import RunStore
import Workbench

extension SweepReport {
  /// The trials as a table, the best first.
  var table: TextTable {
    var table = TextTable(
      [.number("rank"), .number("trial")] + hyperparameters.map(column)
        + [.number("epochs"), .number(sweep.metric.name), .text("state"), .text("run")])
    for (index, trial) in trials.enumerated() {
      let isRanked = trial.state != .failed && trial.value?.isFinite == true
      table.append(
        [isRanked ? "\(index + 1)" : "", "\(trial.number)"]
          + hyperparameters.map { .init(trial.configuration[$0].map(Format.setting) ?? "–") }
          + [
            "\(trial.epochs)",
            .init(Format.metric(trial.value), style: trial.number == best?.number ? .good : nil),
            .init(trial.isReused ? "reused" : trial.state.rawValue, style: trial.state.style),
            .init(trial.runName ?? "–"),
          ])
    }
    return table
  }

  /// Numbers to the right, if all are.
  private func column(_ name: String) -> TextTable.Column {
    let isNumber = trials.allSatisfy { trial in
      trial.configuration[name].map { Double($0) != nil } ?? true
    }
    return isNumber ? .number(name) : .text(name)
  }
}

extension TrialRecord.State {
  /// The colour of the state on a terminal.
  fileprivate var style: TextStyle {
    switch self {
    case .running: .active
    case .finished: .good
    case .failed, .abandoned: .bad
    case .pending, .paused, .pruned: .quiet
    }
  }
}
