package import RunStore
package import Training

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
  ///   - control: may stop or pause the training, which then ends as interrupted.
  ///   - onEvent: told of each event once what it tells is in the store.
  /// - Returns: the run as recorded: `finished`, `interrupted`, or `failed` with a message if a loss
  ///   was no number.
  /// - Throws: what is wrong before the run is made; afterwards, what broke it, which is recorded too.
  package func run(
    in store: @autoclosure () throws -> RunStore, control: TrainingControl = TrainingControl(),
    onEvent: (LaunchEvent) -> Void = { _ in }
  ) throws -> RunRecord {
    let git = GitProbe(folder: options.folder)
    let training = try PreparedTraining(experiment, options: options, onEvent: onEvent)
    let store = try store()
    let (state, changes) = git.finish(within: GitProbe.patience, onEvent: onEvent)
    var new = NewRun(
      experiment, plan: training.plan, options: options,
      environment: RunEnvironment(execution: options.execution, git: state),
      dataset: training.datasetInfo)
    new.codeDiff = changes
    if let initial = options.initialWeights {
      let (epoch, note) = try initial.put(into: training.network, from: store)
      onEvent(.note(note))
      initial.record(in: &new, epoch: epoch)
    }
    let run = try store.createRun(new)
    onEvent(.created(id: run.id, name: run.name))
    return try training.train(
      in: store, as: run, from: .beginning, control: control, onEvent: onEvent)
  }
}

/// What a launch tells while it happens.
package enum LaunchEvent: Sendable {
  /// The run is in the store; training begins.
  case created(id: RunIdentifier, name: String)
  /// The run is taken up again after that.
  case resumed(id: RunIdentifier, name: String, after: TrainingPosition)
  case training(TrainingEvent)
  /// Something the user should know, in a sentence; before training begins.
  case note(String)
}
