/// A run's place among the best of a metric.
public struct BestRun: Codable, Sendable, Hashable {
  /// 1 is the best.
  public let rank: Int
  /// The run's identifier.
  public let id: RunIdentifier
  /// The run's name.
  public let name: String
  /// The name of its experiment.
  public let experiment: String
  /// How far it has come.
  public let status: RunStatus
  /// Sorted.
  public let tags: [String]
  /// The metric asked for.
  public let metric: String
  /// The best finite value any epoch reached.
  public let value: Double
  /// The first epoch that reached it.
  public let epoch: Int
}
