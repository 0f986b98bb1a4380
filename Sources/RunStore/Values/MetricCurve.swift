/// All values of one metric of one run, by epoch.
public struct MetricCurve: Sendable, Hashable {
  /// The name of the metric.
  public var metric: String
  /// Ascending.
  public var epochs: [Int]
  /// As many as epochs; NaN and infinities as recorded.
  public var values: [Double]

  /// A curve out of its parts.
  public init(metric: String, epochs: [Int], values: [Double]) {
    precondition(
      epochs.count == values.count, "\(metric): \(epochs.count) epochs, \(values.count) values")
    self.metric = metric
    self.epochs = epochs
    self.values = values
  }
}
