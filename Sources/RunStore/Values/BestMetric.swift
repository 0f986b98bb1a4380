/// The metric that decides which checkpoint of a run is its best.
public struct BestMetric: Codable, Sendable, Hashable {
  public var name: String
  public var direction: MetricDirection

  /// - Parameter direction: nil for what the name tells (`MetricDirection.of`).
  public init(_ name: String = "val_loss", direction: MetricDirection? = nil) {
    self.name = name
    self.direction = direction ?? .of(name)
  }
}
