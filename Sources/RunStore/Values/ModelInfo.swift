/// The size of a run's network.
public struct ModelInfo: Codable, Sendable, Hashable {
  /// Trained numbers.
  public var parameters: Int
  /// Million floating-point operations of one image's forward pass, a multiply-add counted as two.
  public var mflop: Double

  /// A network's size out of its parts.
  public init(parameters: Int, mflop: Double) {
    self.parameters = parameters
    self.mflop = mflop
  }
}
