import ConvEngine
import Datasets
import RunStore
import Training

extension NewRun {
  /// The run of an experiment about to begin.
  ///
  /// - Parameter plan: the experiment's network, as it is to be computed.
  init(
    _ experiment: ExperimentSpec, plan: NetworkPlan, options: LaunchOptions,
    environment: RunEnvironment, dataset: DatasetInfo
  ) {
    var tags: [String] = []
    for tag in experiment.tags + options.tags where !tags.contains(tag) { tags.append(tag) }
    self.init(
      name: options.name, experiment: experiment.name, experimentText: experiment.text,
      commandLine: options.commandLine, tags: tags, note: options.note,
      seed: experiment.training.seed,
      params: (experiment.parameters + plan.methods).map { ($0.name, ParamValue($0.value)) },
      environment: environment, dataset: dataset, model: ModelInfo(plan), startedAt: options.now(),
      bestMetric: BestMetric(experiment.training.monitor), parent: options.parent)
    trial = options.trial
  }
}

extension ParamValue {
  init(_ value: SettingValue) {
    switch value {
    case .number(let number, let text): self = .number(number, text: text)
    case .text(let text): self = .text(text)
    }
  }
}

extension DatasetInfo {
  /// - Parameter validation: the part of the training pictures set aside.
  init(_ dataset: ImageDataset, validation: Double) {
    let split = dataset.split(validation: validation)
    self.init(
      name: dataset.name, fingerprint: dataset.fingerprint, train: split.train.count,
      validation: split.validation.count, test: dataset.test?.count ?? 0,
      classNames: dataset.classNames)
  }
}

extension ModelInfo {
  init(_ plan: NetworkPlan) {
    self.init(parameters: plan.parameterCount, mflop: Double(plan.flops) / 1e6)
  }
}
