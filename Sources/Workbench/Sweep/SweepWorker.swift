import ConvEngine
import Foundation
package import RunStore
import Search
package import Training

/// Trains trials of a sweep until none is left. Any number of workers, in any processes that share the
/// store, work on one sweep: what each does is decided in the store.
package struct SweepWorker {
  let sweep: SweepRecord
  private let plan: SweepPlan
  let store: RunStore
  /// The run's name and tags are the sweep's affair.
  private let options: LaunchOptions
  /// Whether trials are trained even where a run with the same settings is there.
  private let isRerunning: Bool

  package init(
    of sweep: RunIdentifier, in store: RunStore, options: LaunchOptions, isRerunning: Bool = false
  ) throws {
    self.sweep = try store.sweep(sweep)
    plan = SweepPlan(try SweepSpec(stored: self.sweep))
    self.store = store
    self.options = options
    self.isRerunning = isRerunning
  }

  /// Works until nothing is left to do.
  ///
  /// - Parameters:
  ///   - shouldStop: asked before each step and while waiting; the trial at hand is given back, to go on
  ///     where it stands.
  ///   - wait: called when all that is left is in others' hands; returns after a moment.
  ///   - onNote: what the user should know, in a sentence.
  /// - Throws: what ends any training here: the data are missing, the store cannot be written.
  package func run(
    shouldStop: @escaping () -> Bool, wait: () -> Void, onNote: (String) -> Void = { _ in }
  ) throws {
    while !shouldStop() {
      switch try store.claimTrial(of: sweep.id, at: now(), by: plan.decide) {
      case .trial(let trial): try train(trial, shouldStop: shouldStop, onNote: onNote)
      case .wait: wait()
      case .end: return
      }
    }
  }

  private func train(
    _ trial: LiveTrial, shouldStop: @escaping () -> Bool, onNote: (String) -> Void
  ) throws {
    let experiment: ExperimentSpec
    do throws(ExperimentError) {
      experiment = try plan.spec.experiment(trial.configuration)
    } catch {
      return try fail(trial, "\(error)")
    }
    let rungs = self.rungs(of: trial, experiment)
    let goal = rungs[min(trial.rung, rungs.count - 1)]
    var control = TrainingControl(shouldStop: shouldStop)
    control.pauseAfter = goal
    var options = options
    options.trial = trial
    options.tags += plan.spec.tags + ["sweep=\(sweep.name)"]
    let onEvent = { (event: LaunchEvent) in
      if case .note(let text) = event { onNote(text) }
    }
    do {
      if let run = try begun(trial) {
        if try !isThere(run, goal: goal, of: experiment) {
          _ = try Resume(run, options: options).run(
            in: store, control: control, onEvent: onEvent)
        }
        return try report(trial, run, goal: goal, of: experiment)
      }
      if !isRerunning, let run = try equalRun(experiment, options: options) {
        return try reuse(run, as: trial, rungs: rungs)
      }
      let run = try Launch(experiment, options: options).run(
        in: store, control: control, onEvent: onEvent)
      try report(trial, run.id, goal: goal, of: experiment)
    } catch let error as NetworkError {
      try fail(trial, "\(error)")
    } catch let error as ExperimentError {
      try fail(trial, "\(error)")
    } catch {
      // The first error is the one to report; if the store fails here too, the trial reads as abandoned.
      try? store.release(trial)
      throw error
    }
  }

  /// Of a search whose space has `training.epochs`, each trial has its own.
  private func rungs(of trial: LiveTrial, _ experiment: ExperimentSpec) -> [Int] {
    let epochs = experiment.training.epochs
    return plan.spec.scheduler.rungs(epochs: epochs, bracket: trial.bracket)
  }

  func now() -> Date { options.now() }

  /// The run a trial goes on with; nil where there is none, or it is in the trash.
  private func begun(_ trial: LiveTrial) throws -> RunIdentifier? {
    guard let run = trial.run, try store.run(run).deletedAt == nil else { return nil }
    return run
  }

  /// Whether a run has come as far as wanted, or will come no further: its worker may have died before
  /// it could report.
  private func isThere(
    _ run: RunIdentifier, goal: Int, of experiment: ExperimentSpec
  ) throws -> Bool {
    let record = try store.run(run)
    switch record.status {
    case .finished: return true
    case .running: return false
    // A diverged one diverges again; after its last epoch a run has yet to finish.
    case .failed, .interrupted, .crashed:
      return record.epochsRecorded >= goal && goal < experiment.training.epochs
    }
  }

  private func report(
    _ trial: LiveTrial, _ run: RunIdentifier, goal: Int, of experiment: ExperimentSpec
  ) throws {
    let record = try store.run(run)
    let summary = record.metrics[sweep.metric.name]
    let value = (sweep.metric.direction == .min ? summary?.min : summary?.max) ?? .nan
    let epochs = record.epochsRecorded
    let outcome: TrialOutcome
    switch record.status {
    case .finished: outcome = .finished
    case .failed: outcome = .failed(record.message ?? "failed")
    case .interrupted where epochs >= goal, .crashed where epochs >= goal: outcome = .paused
    case .interrupted, .running, .crashed: return try store.release(trial)
    }
    try store.report(trial, outcome, epoch: epochs, value: value, at: now())
  }

  private func fail(_ trial: LiveTrial, _ message: String) throws {
    try store.report(trial, .failed(message), epoch: 0, value: .nan, at: now())
  }
}

extension RunRecord {
  /// The last epoch it recorded; 0 before the first.
  fileprivate var epochsRecorded: Int { metrics["train_loss"]?.lastEpoch ?? 0 }
}

extension SweepSpec {
  /// The sweep as the store keeps it.
  package init(stored sweep: SweepRecord) throws(ExperimentError) {
    try self.init(
      text: sweep.text, path: "the sweep \(sweep.name)", experimentText: sweep.experimentText)
  }
}
