/// A run's place among the best of a metric.
public struct BestRun: Codable, Sendable, Hashable {
  /// 1 is the best; runs that are equally good share a rank.
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
  /// The finite value the run is ranked by, or that reached what was to be reached.
  public let value: Double
  /// The epoch of the value; the first one of the best.
  public let epoch: Int
  /// From the run's start to the end of that epoch; nil where the epoch's time is not known.
  public let seconds: Double?
}

/// What runs are ranked by.
public enum BestMeasure: Sendable, Hashable {
  /// The best value any epoch reached.
  case best
  /// The value of the newest epoch.
  case last
  /// The value of that epoch.
  case epoch(Int)
  /// The first epoch at least as good as this value: the earlier the better, then the faster.
  case reaching(Double)
}
