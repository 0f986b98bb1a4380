/// One value of a metric.
public struct MetricPoint: Sendable {
  /// Whose value it is.
  public let run: RunIdentifier
  /// The name of the metric.
  public let metric: String
  /// The epoch it belongs to.
  public let epoch: Int
  /// NaN and infinities as recorded.
  public let value: Double
}
