public import Foundation

/// A finished run as another program, or another store, recorded it. What is not known of it is nil.
public struct ImportedRun: Sendable {
  /// nil for a run that comes as a new one each time.
  public var id: RunIdentifier?
  /// nil for a name made of the experiment's.
  public var name: String?
  /// The name of the experiment.
  public var experiment: String
  /// What the run came to. Nobody records it here, so `running` becomes `interrupted`.
  public var status: RunStatus
  /// Why it ended as it did.
  public var message: String?
  /// Plain, or `key=value`.
  public var tags: [String] = []
  /// A remark for people.
  public var note: String?
  /// What every random number of the run comes from.
  public var seed: UInt64?
  /// What the run was asked to do.
  public var params: [String: ParamValue] = [:]
  /// When it began and, unless it crashed, ended.
  public var startedAt: Date
  /// nil for a crashed run, and where only the last value tells.
  public var endedAt: Date?
  /// Where it was made.
  public var environment: RunEnvironment?
  /// What it was trained on.
  public var dataset: DatasetInfo?
  /// The size of its network.
  public var model: ModelInfo?
  /// What decides its best epoch.
  public var bestMetric: BestMetric?
  /// The run it came out of.
  public var parent: RunParent?
  /// The command as it was typed.
  public var commandLine: [String] = []
  /// The experiment file.
  public var experimentText: String = ""
  /// How the code differed from the environment's commit.
  public var codeDiff: CodeDiff?
  /// Each metric once, epochs ascending and none below zero.
  public var curves: [MetricCurve] = []
  /// When each epoch was recorded, where that is known.
  public var times: [Int: Timestamp] = [:]

  /// A run of which the least is known.
  public init(
    id: RunIdentifier?, name: String?, experiment: String, status: RunStatus, startedAt: Date
  ) {
    self.id = id
    self.name = name
    self.experiment = experiment
    self.status = status
    self.startedAt = startedAt
  }
}

/// What an import brought.
public struct ImportReport: Sendable, Hashable, Encodable {
  /// A run that came.
  public struct Run: Sendable, Hashable, Encodable {
    /// Its identifier here.
    public var id: RunIdentifier
    /// Its name here.
    public var name: String
    /// Its name in the file, where another run has that name here or it is no name.
    public var renamedFrom: String?
  }

  /// Runs that are new here.
  public var taken: [Run] = []
  /// Runs that are here already; they stay as they are.
  public var known = 0
  /// What was left out, one line each.
  public var notes: [String] = []

  /// Nothing yet.
  public init() {}
}
