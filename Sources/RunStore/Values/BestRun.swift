/// A run's place among the best of a metric.
public struct BestRun: Codable, Sendable, Hashable {
  /// 1 is the best.
  public let rank: Int
  public let id: RunIdentifier
  public let name: String
  public let experiment: String
  public let status: RunStatus
  public let tags: [String]
  public let metric: String
  /// The best finite value any epoch reached.
  public let value: Double
  /// The first epoch that reached it.
  public let epoch: Int
}
