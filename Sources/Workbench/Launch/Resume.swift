import ConvEngine
import Datasets
package import RunStore
import Training

/// Takes up a run that stopped, failed or crashed, from the last state it kept: the same run goes on,
/// and ends with the bits it would have had without the break, on any number of threads.
package struct Resume {
  package let run: RunIdentifier
  /// Name, tags and note are not looked at: the run has its own.
  package var options: LaunchOptions

  package init(_ run: RunIdentifier, options: LaunchOptions) {
    self.run = run
    self.options = options
  }

  /// Trains the rest and records it.
  ///
  /// - Parameters:
  ///   - control: may stop or pause the training again.
  ///   - onEvent: told of each event once what it tells is in the store.
  /// - Returns: the run as recorded.
  /// - Throws: `WorkbenchError.otherData` if the data differ from those the run was trained on; what is
  ///   wrong before the run is taken up leaves it as it was.
  package func run(
    in store: RunStore, control: TrainingControl = TrainingControl(),
    onEvent: (LaunchEvent) -> Void = { _ in }
  ) throws -> RunRecord {
    try store.checkResumable(run, isForced: options.isForced)
    let stored = try StoredExperiment(run, in: store)
    var options = options
    options.execution.instructionSet = stored.instructionSet
    if stored.instructionSet.rawValue != stored.record.environment.isa {
      onEvent(
        .note(
          "\(stored.record.name) was computed with \(stored.record.environment.isa), which this "
            + "processor has not; it goes on with \(stored.instructionSet.rawValue)"))
    }
    let training = try PreparedTraining(stored.spec, options: options, onEvent: onEvent)
    try stored.check(training.dataset)
    let threads = options.execution.threads
    let (live, state) = try store.resumeRun(
      run, at: options.now(), detail: "with \(threads == 1 ? "1 thread" : "\(threads) threads")",
      isForced: options.isForced)
    var start = TrainingPosition.beginning
    var past: [[Metric]] = []
    do {
      if let state {
        start = try TrainingPosition(state)
        try training.network.restore(try stored.trainingState(state))
      } else {
        _ = try InitialWeights(of: stored.record)?.put(into: training.network, from: store)
      }
      past = try stored.metricsOfRules(before: start, in: store)
    } catch {
      // The first error is the one to report; as in `RunRecorder.finishing`.
      try? store.finish(live, status: .failed, message: "\(error)", at: options.now())
      throw error
    }
    onEvent(.resumed(id: run, name: live.name, after: start))
    return try training.train(
      in: store, as: live, from: start, after: past, control: control, onEvent: onEvent)
  }
}

extension StoredExperiment {
  /// What the rules that end the training look at, of each epoch behind `start`.
  fileprivate func metricsOfRules(
    before start: TrainingPosition, in store: RunStore
  ) throws -> [[Metric]] {
    let names =
      spec.training.stop.map(\.metric) + (spec.training.earlyStopping.map { [$0.monitor] } ?? [])
    if names.isEmpty { return [] }
    var epochs = [[Metric]](repeating: [], count: start.epoch)
    try store.history(of: [record.id], metrics: names) { point in
      guard point.epoch >= 1, point.epoch <= start.epoch else { return }
      epochs[point.epoch - 1].append(Metric(point.metric, point.value))
    }
    return epochs
  }

  /// A stored state as the network takes it.
  fileprivate func trainingState(
    _ state: StoredTrainingState
  ) throws(WorkbenchError) -> TrainingState {
    TrainingState(
      step: state.step, parameters: try tensors(state.parameters),
      optimizer: try tensors(state.optimizer))
  }
}
