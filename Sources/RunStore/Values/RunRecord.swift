public import Foundation

/// Everything the store knows of a run but its curves, weights and experiment file; its JSON is the
/// JSON of a run everywhere.
public struct RunRecord: Sendable, Hashable {
  /// The identifier that never changes.
  public var id: RunIdentifier
  /// The name, unique among the runs that are not deleted.
  public var name: String
  /// The name of the experiment.
  public var experiment: String
  /// How far the run has come.
  public var status: RunStatus
  /// Why the run ended as it did, where it said so.
  public var message: String?
  /// Sorted; `T`, or `key=value`.
  public var tags: [String]
  /// A remark for people.
  public var note: String?
  /// When the run began.
  public var startedAt: Date
  /// nil while running, and for a crashed run.
  public var endedAt: Date?
  /// When the run was put into the trash.
  public var deletedAt: Date?
  /// From the start to the end; of a run that has not ended, to its newest epoch.
  public var durationSeconds: Double
  /// What every random number of the run comes from.
  public var seed: UInt64
  /// What the run was asked to do.
  public var params: [String: ParamValue]
  /// The summary of each metric.
  public var metrics: [String: MetricSummary]
  /// Where and by what the run was made.
  public var environment: RunEnvironment
  /// What it was trained on.
  public var dataset: DatasetInfo
  /// The size of its network.
  public var model: ModelInfo
  /// What decides its best checkpoint.
  public var bestMetric: BestMetric
  /// By epoch; an epoch that is both best and last is listed once as each.
  public var checkpoints: [CheckpointInfo]
  /// The command as it was typed, word by word.
  public var commandLine: [String]
  /// The run it came out of.
  public var parent: RunParent?
}

extension RunRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case id, name, experiment, status, message, tags, note, startedAt, endedAt, deletedAt
    case durationSeconds, seed, params, metrics, environment, dataset, model, bestMetric
    case checkpoints, commandLine, parent
  }

  /// Reads what `encode` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(RunIdentifier.self, forKey: .id)
    name = try container.decode(String.self, forKey: .name)
    experiment = try container.decode(String.self, forKey: .experiment)
    status = try container.decode(RunStatus.self, forKey: .status)
    message = try container.decodeIfPresent(String.self, forKey: .message)
    tags = try container.decode([String].self, forKey: .tags)
    note = try container.decodeIfPresent(String.self, forKey: .note)
    startedAt = try container.decode(Timestamp.self, forKey: .startedAt).date
    endedAt = try container.decodeIfPresent(Timestamp.self, forKey: .endedAt)?.date
    deletedAt = try container.decodeIfPresent(Timestamp.self, forKey: .deletedAt)?.date
    durationSeconds = try container.decode(Double.self, forKey: .durationSeconds)
    seed = try container.decode(UInt64.self, forKey: .seed)
    params = try container.decode([String: ParamValue].self, forKey: .params)
    metrics = try container.decode([String: MetricSummary].self, forKey: .metrics)
    environment = try container.decode(RunEnvironment.self, forKey: .environment)
    dataset = try container.decode(DatasetInfo.self, forKey: .dataset)
    model = try container.decode(ModelInfo.self, forKey: .model)
    bestMetric = try container.decode(BestMetric.self, forKey: .bestMetric)
    checkpoints = try container.decode([CheckpointInfo].self, forKey: .checkpoints)
    commandLine = try container.decode([String].self, forKey: .commandLine)
    parent = try container.decodeIfPresent(RunParent.self, forKey: .parent)
  }

  /// Writes every key, absent values as null, times as ISO 8601 with milliseconds whatever the
  /// encoder's own rules.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(name, forKey: .name)
    try container.encode(experiment, forKey: .experiment)
    try container.encode(status, forKey: .status)
    try container.encode(message, forKey: .message)
    try container.encode(tags, forKey: .tags)
    try container.encode(note, forKey: .note)
    try container.encode(Timestamp(startedAt), forKey: .startedAt)
    try container.encode(endedAt.map(Timestamp.init(_:)), forKey: .endedAt)
    try container.encode(deletedAt.map(Timestamp.init(_:)), forKey: .deletedAt)
    try container.encode(durationSeconds, forKey: .durationSeconds)
    try container.encode(seed, forKey: .seed)
    try container.encode(params, forKey: .params)
    try container.encode(metrics, forKey: .metrics)
    try container.encode(environment, forKey: .environment)
    try container.encode(dataset, forKey: .dataset)
    try container.encode(model, forKey: .model)
    try container.encode(bestMetric, forKey: .bestMetric)
    try container.encode(checkpoints, forKey: .checkpoints)
    try container.encode(commandLine, forKey: .commandLine)
    try container.encode(parent, forKey: .parent)
  }
}
