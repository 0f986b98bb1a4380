package import RunStore

/// How a sweep stands: its trials, the best first.
package struct SweepReport: Encodable, Sendable {
  package let sweep: SweepRecord
  /// The names that trials set, in the space's order.
  package let hyperparameters: [String]
  /// By value; then those that failed or have no value yet, by number.
  package let trials: [TrialRecord]

  package init(sweep: SweepRecord, hyperparameters: [String], trials: [TrialRecord]) {
    self.sweep = sweep
    self.hyperparameters = hyperparameters
    func rank(_ trial: TrialRecord) -> (Double, Int) {
      guard trial.state != .failed, let value = trial.value, value.isFinite else {
        return (.infinity, trial.number)
      }
      return (sweep.metric.direction == .min ? value : -value, trial.number)
    }
    self.trials = trials.sorted { rank($0) < rank($1) }
  }

  /// The trial with the best value; nil before any has one.
  package var best: TrialRecord? {
    trials.first.flatMap { trial in
      trial.state != .failed && trial.value?.isFinite == true ? trial : nil
    }
  }
}
