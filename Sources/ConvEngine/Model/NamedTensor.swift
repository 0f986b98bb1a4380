/// A named array of numbers with a shape, row-major: one parameter of a network, as it is kept in
/// files and in the store. Convolution kernels are [height, width, in, out], dense ones [in, out].
public struct NamedTensor: Hashable, Sendable {
  /// Such as `conv_1.kernel`; unique within a network.
  public var name: String
  /// The sizes, the slowest axis first.
  public var shape: [Int]
  /// As many values as the product of `shape`.
  public var values: [Float]

  /// - Precondition: the shape's product is the number of values.
  public init(name: String, shape: [Int], values: [Float]) {
    precondition(
      values.count == shape.reduce(1, *),
      "tensor \(name): \(values.count) values for shape \(shape)")
    self.name = name
    self.shape = shape
    self.values = values
  }
}
