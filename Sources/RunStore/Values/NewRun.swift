public import Foundation

/// A run about to begin.
public struct NewRun: Sendable {
  /// nil for one made of the experiment's name: `cifar10-cnn-1`, `-2`, …
  public var name: String?
  /// The name of the experiment.
  public var experiment: String
  /// The experiment file as run, overrides included.
  public var experimentText: String
  /// The command as it was typed, word by word.
  public var commandLine: [String]
  /// Plain (`baseline`) or with a value (`kind=baseline`).
  public var tags: [String]
  /// A remark for people.
  public var note: String?
  /// What every random number of the run comes from.
  public var seed: UInt64
  /// What the run was asked to do; a name given twice has its last value.
  public var params: [(name: String, value: ParamValue)]
  /// Where and by what the run is made.
  public var environment: RunEnvironment
  /// How the code differs from the environment's commit; nil where it does not, or nobody knows.
  public var codeDiff: CodeDiff?
  /// What it is trained on.
  public var dataset: DatasetInfo
  /// The size of its network.
  public var model: ModelInfo
  /// When it begins.
  public var startedAt: Date
  /// What decides the best checkpoint.
  public var bestMetric: BestMetric
  /// The run of the same store that it comes out of.
  public var parent: RunParent?
  /// The trial of a sweep that the run is; the sweep is its parent then.
  public var trial: LiveTrial?

  /// A run out of its parts.
  public init(
    name: String? = nil, experiment: String, experimentText: String, commandLine: [String],
    tags: [String] = [], note: String? = nil, seed: UInt64,
    params: [(name: String, value: ParamValue)], environment: RunEnvironment, dataset: DatasetInfo,
    model: ModelInfo, startedAt: Date, bestMetric: BestMetric = BestMetric(),
    parent: RunParent? = nil
  ) {
    self.name = name
    self.experiment = experiment
    self.experimentText = experimentText
    self.commandLine = commandLine
    self.tags = tags
    self.note = note
    self.seed = seed
    self.params = params
    self.environment = environment
    self.dataset = dataset
    self.model = model
    self.startedAt = startedAt
    self.bestMetric = bestMetric
    self.parent = parent
  }
}
