/// One value of a metric.
public struct MetricPoint: Sendable {
  public let run: RunIdentifier
  public let metric: String
  public let epoch: Int
  /// NaN and infinities as recorded.
  public let value: Double
}
