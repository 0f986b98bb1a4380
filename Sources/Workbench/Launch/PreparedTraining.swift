import ConvEngine
import Datasets
import RunStore
import Training

/// An experiment with its pictures and its network in memory, ready to train: whatever can be wrong
/// with either has been found.
struct PreparedTraining {
  let experiment: ExperimentSpec
  let options: LaunchOptions
  let plan: NetworkPlan
  let dataset: ImageDataset
  let network: Network

  /// - Parameter onEvent: told what the user should know of the data.
  init(
    _ experiment: ExperimentSpec, options: LaunchOptions, onEvent: (LaunchEvent) -> Void
  ) throws {
    self.experiment = experiment
    self.options = options
    plan = try experiment.plan(instructionSet: options.execution.instructionSet)
    try plan.checkStorable()
    dataset = try loadDataset(experiment.dataset.spec, directory: options.data)
    if case .cifar10 = experiment.dataset.spec {
      let images = dataset.train.count + (dataset.test?.count ?? 0)
      if images < CIFAR10.wholeSet {
        onEvent(.note("cifar10 here is incomplete: \(images) of \(CIFAR10.wholeSet) images"))
      }
    }
    let split = dataset.split(validation: experiment.dataset.validation)
    guard !split.train.isEmpty else {
      throw WorkbenchError.nothingToLearn(
        pictures: dataset.train.count, validation: experiment.dataset.validation)
    }
    let settings = experiment.training
    network = try Network(
      plan, maximumBatch: TrainingLoop.batch(settings, train: split.train), seed: settings.seed,
      optimizer: settings.optimizer, labelSmoothing: settings.labelSmoothing,
      execution: options.execution)
    network.isProfiling = options.isProfiling
  }

  /// What the store keeps of the data.
  var datasetInfo: DatasetInfo {
    DatasetInfo(dataset, validation: experiment.dataset.validation)
  }

  /// Trains from `start` on, which is where the network is, and records everything, how it ended
  /// included.
  /// - Parameter past: the metrics of the epochs behind `start`, as far as rules that end a training
  ///   look at them.
  /// - Returns: the run as recorded.
  func train(
    in store: RunStore, as run: LiveRun, from start: TrainingPosition, after past: [[Metric]] = [],
    control: TrainingControl, onEvent: (LaunchEvent) -> Void
  ) throws -> RunRecord {
    let recorder = RunRecorder(
      store: store, run: run, keep: experiment.training.checkpoints, now: options.now)
    let loop = TrainingLoop(
      network: network, dataset: dataset, settings: experiment.training,
      validation: experiment.dataset.validation)
    try recorder.finishing {
      try loop.run(
        from: start, after: past, shouldStop: control.shouldStop, pause: control.reasonToPause
      ) { event in
        switch event {
        case .epoch(let report): try recorder.record(report, of: network)
        case .state(let position): try recorder.keep(position, of: network)
        case .started, .step: break
        }
        onEvent(.training(event))
      }
    }
    return try store.run(run.id)
  }
}
