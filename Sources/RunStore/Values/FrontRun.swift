/// A run that no other run beats in everything it is weighed by.
public struct FrontRun: Codable, Sendable, Hashable {
  /// The run's identifier.
  public let id: RunIdentifier
  /// The run's name.
  public let name: String
  /// The experiment it ran.
  public let experiment: String
  /// How it stands.
  public let status: RunStatus
  /// Plain tags and `key=value`, sorted.
  public let tags: [String]
  /// What it is weighed by, as the keys were written.
  public let values: [String: Double]
}
