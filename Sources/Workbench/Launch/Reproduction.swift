import ConvEngine
package import RunStore
import Training

/// Runs a recorded run once more from what the store holds of it: the text of its experiment with the
/// seed, and the level of its kernels where this machine has it. It goes as far as the first one went.
package struct Reproduction {
  package let run: RunIdentifier
  /// The run it becomes is a child of the first one.
  package var options: LaunchOptions

  package init(of run: RunIdentifier, options: LaunchOptions) {
    self.run = run
    self.options = options
    self.options.parent = RunParent(run, .reproduced)
  }

  /// Trains and records it; `ReproductionReport` says what came of it.
  ///
  /// - Parameters:
  ///   - control: may stop the training.
  ///   - onEvent: told of each event once what it tells is in the store, and what differs already before
  ///     training begins.
  /// - Returns: the new run as recorded.
  /// - Throws: `WorkbenchError.cannotRepeat` for a run that still runs or of which too little is known.
  package func run(
    in store: RunStore, control: TrainingControl = TrainingControl(),
    onEvent: (LaunchEvent) -> Void = { _ in }
  ) throws -> RunRecord {
    let first = try store.run(run)
    guard first.status != .running else {
      throw WorkbenchError.cannotRepeat(
        run: first.name, found: "still running", accepted: "a run that has ended")
    }
    guard try !store.experimentText(of: run).isEmpty else {
      throw WorkbenchError.cannotRepeat(
        run: first.name, found: "its experiment is not known",
        accepted: "a run that convoy trained")
    }
    guard let epochs = try store.lastEpoch(of: run), epochs > 0 else {
      throw WorkbenchError.cannotRepeat(
        run: first.name, found: "no epoch was recorded", accepted: "a run with one at least")
    }
    let stored = try StoredExperiment(run, in: store)
    var options = options
    options.execution.instructionSet = stored.instructionSet
    options.initialWeights = InitialWeights(of: first)
    var control = control
    control.pauseAfter = epochs
    return try Launch(stored.spec, options: options).run(in: store, control: control) { event in
      onEvent(event)
      // What cannot be read here is reported by the training itself.
      guard case .created(let id, _) = event, let again = try? store.run(id) else { return }
      for change in ReproductionReport.changes(from: first, to: again) {
        onEvent(.note("\(change); the bits may differ"))
      }
    }
  }
}

extension RunStore {
  /// The last epoch a run has values of; nil for a run without any.
  fileprivate func lastEpoch(of run: RunIdentifier) throws -> Int? {
    var last: Int?
    try curves(of: run) { curve in last = max(last ?? 0, curve.epochs.last ?? 0) }
    return last
  }
}
