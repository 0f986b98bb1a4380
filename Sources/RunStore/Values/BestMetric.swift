/// The metric that decides which checkpoint of a run is its best.
public struct BestMetric: Codable, Sendable, Hashable {
  /// The name of the metric.
  public var name: String
  /// Which of its values are better.
  public var direction: MetricDirection

  /// - Parameter direction: nil for what the name tells (`MetricDirection.of`).
  public init(_ name: String = "val_loss", direction: MetricDirection? = nil) {
    self.name = name
    self.direction = direction ?? .of(name)
  }
}
