/// One configuration of a sweep, planned or trained.
public struct TrialRecord: Sendable, Hashable {
  /// How far a trial has come.
  public enum State: String, Codable, Sendable, Hashable, CaseIterable {
    /// To be trained to its rung; being trained.
    case pending, running
    /// At its rung, and may go on; at its rung, and the sweep has ended.
    case paused, pruned
    /// Trained to the end; diverged, or could not be trained.
    case finished, failed
    /// Its worker is gone without a word: never stored, told by the trial's lock being free.
    case abandoned
  }

  /// What a trial came to at a rung.
  public struct Report: Sendable, Hashable {
    /// An index into the epochs after which trials are compared.
    public let rung: Int
    /// Epochs behind it.
    public let epoch: Int
    /// The best value of any epoch up to it; NaN where none was a number.
    public let value: Double
  }

  /// From 1, in the order trials were planned.
  public let number: Int
  /// What the strategy counts it as.
  public let draw: Int
  /// Which of the sweep's ladders of epochs it climbs.
  public let bracket: Int
  /// What it is trained to, or was.
  public let rung: Int
  /// How far it has come.
  public let state: State
  /// The hyperparameters it sets, each with its text.
  public let configuration: [String: String]
  /// By rung.
  public let reports: [Report]
  /// The run it is, once there is one; nil again when that was purged.
  public let run: RunIdentifier?
  /// What that run is called.
  public let runName: String?
  /// Whether the run had been there before the sweep.
  public let isReused: Bool
  /// Workers that took it up, one after the other, and came no further.
  public let attempts: Int
  /// Why it failed.
  public let message: String?

  /// The best value of any epoch so far; nil before the first report.
  public var value: Double? { reports.last?.value }
  /// Epochs behind it; 0 before the first report.
  public var epochs: Int { reports.last?.epoch ?? 0 }
}

extension TrialRecord: Encodable {
  private enum CodingKeys: String, CodingKey {
    case number, bracket, rung, state, configuration, epochs, value, reports, run, runName
    case isReused, message
  }

  /// Writes every key, absent values as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(number, forKey: .number)
    try container.encode(bracket, forKey: .bracket)
    try container.encode(rung, forKey: .rung)
    try container.encode(state, forKey: .state)
    try container.encode(configuration.mapValues(ParamValue.init(parsing:)), forKey: .configuration)
    try container.encode(epochs, forKey: .epochs)
    try container.encode(value.map(JSONNumber.init), forKey: .value)
    try container.encode(reports, forKey: .reports)
    try container.encode(run, forKey: .run)
    try container.encode(runName, forKey: .runName)
    try container.encode(isReused, forKey: .isReused)
    try container.encode(message, forKey: .message)
  }
}

extension TrialRecord.Report: Encodable {
  private enum CodingKeys: String, CodingKey { case rung, epoch, value }

  /// Writes every key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rung, forKey: .rung)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(JSONNumber(value), forKey: .value)
  }
}

/// A trial about to be planned.
public struct NewTrial: Sendable, Hashable {
  /// What the strategy counts it as.
  public var draw: Int
  /// Which of the sweep's ladders of epochs it climbs.
  public var bracket: Int
  /// The hyperparameters it sets, each with its text.
  public var configuration: [String: String]

  /// A trial out of its parts.
  public init(draw: Int, bracket: Int = 0, configuration: [String: String]) {
    self.draw = draw
    self.bracket = bracket
    self.configuration = configuration
  }
}
