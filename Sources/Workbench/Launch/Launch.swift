package import RunStore
package import Training
import ConvEngine
import Datasets

/// Trains an experiment and records the run: created before the first step, each epoch with its
/// weights as it ends, and at the end how it went. Whatever is wrong with the experiment or its data
/// is thrown before anything is recorded.
package struct Launch {
  package let experiment: ExperimentSpec
  package var options: LaunchOptions

  package init(_ experiment: ExperimentSpec, options: LaunchOptions) {
    self.experiment = experiment
    self.options = options
  }

  /// Reads an experiment file; `seed` and `epochs` are further overrides of `training`.
  package init(
    contentsOf path: String, overrides: [String] = [], seed: UInt64? = nil, epochs: Int? = nil,
    options: LaunchOptions
  ) throws(ExperimentError) {
    let further = [seed.map { "training.seed=\($0)" }, epochs.map { "training.epochs=\($0)" }]
    self.init(
      try ExperimentSpec(contentsOf: path, overrides: overrides + further.compactMap { $0 }),
      options: options)
  }

  /// Trains and records.
  ///
  /// - Parameters:
  ///   - store: opened, and made where there is none, only when experiment and data are found good.
  ///   - shouldStop: asked before each step; the run then ends as interrupted with the epochs it has.
  ///   - onEvent: told of each event once what it tells is in the store.
  /// - Returns: the run as recorded: `finished`, `interrupted`, or `failed` with a message if a loss
  ///   was no number.
  /// - Throws: what is wrong before the run is made; afterwards, what broke it, which is recorded too.
  package func run(
    in store: @autoclosure () throws -> RunStore, shouldStop: () -> Bool = { false },
    onEvent: (LaunchEvent) -> Void = { _ in }
  ) throws -> RunRecord {
    let git = GitProbe(folder: options.folder)
    let plan = try experiment.plan(instructionSet: options.execution.instructionSet)
    try plan.checkStorable()
    let dataset = try loadDataset(experiment.dataset.spec, directory: options.data)
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
    let network = try Network(
      plan, maximumBatch: TrainingLoop.batch(settings, train: split.train), seed: settings.seed,
      optimizer: settings.optimizer, labelSmoothing: settings.labelSmoothing,
      execution: options.execution)
    network.isProfiling = options.isProfiling
    let store = try store()
    let environment = RunEnvironment(
      execution: options.execution, git: git.finish(within: GitProbe.patience, onEvent: onEvent))
    let run = try store.createRun(
      NewRun(
        experiment, plan: plan, options: options, environment: environment,
        dataset: DatasetInfo(dataset, validation: experiment.dataset.validation)))
    onEvent(.created(id: run.id, name: run.name))
    let recorder = RunRecorder(
      store: store, run: run, keep: settings.checkpoints, now: options.now)
    let loop = TrainingLoop(
      network: network, dataset: dataset, settings: settings,
      validation: experiment.dataset.validation)
    try recorder.finishing {
      try loop.run(shouldStop: shouldStop) { event in
        if case .epoch(let report) = event { try recorder.record(report, of: network) }
        onEvent(.training(event))
      }
    }
    return try store.run(run.id)
  }
}

/// What a launch tells while it happens.
package enum LaunchEvent: Sendable {
  /// The run is in the store; training begins.
  case created(id: RunIdentifier, name: String)
  case training(TrainingEvent)
  /// Something the user should know, in a sentence; before `created`.
  case note(String)
}
