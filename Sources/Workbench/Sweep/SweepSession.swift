package import Datasets
package import Foundation
package import RunStore
import Search
package import Training

/// A sweep that workers are at, and whoever started them watches.
package struct SweepSession {
  package let sweep: SweepRecord
  private let store: RunStore
  private let plan: SweepPlan

  /// Begins a sweep: its plan is written into the store.
  /// - Parameters:
  ///   - store: opened, and made where there is none, only when the data are found good.
  ///   - data: where workers will look for them.
  package init(
    beginning spec: SweepSpec, in store: @autoclosure () throws -> RunStore, data: DataLocation,
    at time: Date
  ) throws {
    _ = try loadDataset(spec.sample.dataset.spec, directory: data)
    let store = try store()
    let plan = SweepPlan(spec)
    let id = try store.createSweep(
      NewSweep(
        name: spec.name, text: spec.text, experimentText: spec.experimentText,
        metric: spec.bestMetric, trials: plan.firstTrials(), createdAt: time))
    self.plan = plan
    sweep = try store.sweep(id)
    self.store = store
  }

  /// Goes on with the newest sweep of that name.
  /// - Throws: `WorkbenchError.noSweep`, or `otherSweep` if it was planned from other files.
  package init(resuming spec: SweepSpec, in store: RunStore) throws {
    guard let sweep = try store.sweep(named: spec.name) else {
      throw WorkbenchError.noSweep(spec.name)
    }
    guard sweep.text == spec.text else {
      throw WorkbenchError.otherSweep(spec.name, changed: "sweep file")
    }
    guard sweep.experimentText == spec.experimentText else {
      throw WorkbenchError.otherSweep(spec.name, changed: "experiment file")
    }
    plan = SweepPlan(spec)
    self.sweep = sweep
    self.store = store
  }

  /// How workers ended.
  package enum Outcome: Hashable, Sendable {
    /// Nothing is left to do.
    case finished
    /// As they were asked to.
    case stopped
    /// With trials left; the exit status and the last words of one.
    case failed(status: Int32, String)
  }

  /// Workers that may be killed one after the other before it is given up to start others.
  private static let mostDeaths = 10

  /// Starts workers and waits for them; one that is killed is replaced.
  ///
  /// - Parameters:
  ///   - shouldStop: asked now and then; workers are then asked to give back their trials.
  ///   - onEvent: told of what workers say and of how trials stand, now and then.
  package func run(
    with executor: inout some SweepExecutor, workers: Int, shouldStop: () -> Bool,
    onEvent: (SweepEvent) -> Void
  ) throws -> Outcome {
    for _ in 0..<workers { try executor.start() }
    var outcome = Outcome.finished
    var isStopping = false
    var (deaths, progress) = (0, 0)
    var pause = Duration.milliseconds(200)
    while executor.running > 0 {
      for event in executor.poll(within: pause) {
        switch event {
        case .said(let line): onEvent(.said(line))
        case .finished: break
        case .stopped: outcome = .stopped
        case .failed(let status, let words): outcome = .failed(status: status, words)
        case .killed:
          deaths += 1
          if !isStopping, deaths <= Self.mostDeaths {
            onEvent(.said("a worker was killed; another one takes up its trial"))
            try executor.start()
          } else {
            outcome = .failed(status: 1, "workers are killed again and again")
          }
        }
      }
      if shouldStop(), !isStopping {
        isStopping = true
        executor.stop()
      }
      let begin = ContinuousClock.now
      let trials = try store.trials(of: sweep.id)
      onEvent(.trials(trials))
      // Reading a large plan takes a while; it must not be what this process does all the time.
      pause = max(.milliseconds(200), (ContinuousClock.now - begin) * 10)
      let reports = trials.reduce(0) { $0 + $1.reports.count }
      if reports > progress { deaths = 0 }
      progress = reports
    }
    if case .finished = outcome { return try isOver() ? .finished : .stopped }
    return try isOver() ? .finished : outcome
  }

  private func isOver() throws -> Bool { try store.sweep(sweep.id).endedAt != nil }

  /// How the sweep stands.
  package func report() throws -> SweepReport {
    SweepReport(
      sweep: try store.sweep(sweep.id), hyperparameters: plan.spec.space.dimensions.map(\.name),
      trials: try store.trials(of: sweep.id))
  }
}

/// What whoever watches a sweep learns.
package enum SweepEvent: Sendable {
  /// A worker's line, or what happened to one.
  case said(String)
  /// How all trials stand.
  case trials([TrialRecord])
}
