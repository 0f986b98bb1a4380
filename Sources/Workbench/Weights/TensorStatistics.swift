package import ConvEngine

/// What the numbers of one tensor look like, over those that are finite.
package struct TensorStatistics: Sendable, Hashable {
  package let name: String
  package let shape: [Int]
  /// Values in all.
  package let count: Int
  /// How many of them are NaN or infinite.
  package let nonFinite: Int
  /// The square root of the sum of squares.
  package let norm: Double
  /// nil where no value is finite.
  package let mean, min, max: Double?
  /// The kernels of a convolution or the neurons of a dense layer; nil for a tensor of one axis or without
  /// values, and beyond a million of them.
  package let filters: Int?
  /// How many of them have weights whose norm is below a hundredth of their layer's median: they give
  /// their bias whatever they see.
  package let deadFilters: Int?

  /// The share of dead filters, in 0...1.
  package var deadShare: Double? {
    guard let filters, let deadFilters else { return nil }
    return Double(deadFilters) / Double(filters)
  }
}

extension TensorStatistics {
  /// - Parameter tensor: [height, width, in, out], [in, out], or one axis.
  package init(_ tensor: NamedTensor) {
    var sum = TensorSum(name: tensor.name, shape: tensor.shape)
    sum.add(tensor.values)
    self = sum.statistics
  }
}

extension TensorStatistics: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name, shape, count, nonFinite, norm, mean, min, max, filters, deadFilters
  }

  /// Writes every key, absent values as null.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(shape, forKey: .shape)
    try container.encode(count, forKey: .count)
    try container.encode(nonFinite, forKey: .nonFinite)
    try container.encode(norm, forKey: .norm)
    try container.encode(mean, forKey: .mean)
    try container.encode(min, forKey: .min)
    try container.encode(max, forKey: .max)
    try container.encode(filters, forKey: .filters)
    try container.encode(deadFilters, forKey: .deadFilters)
  }
}
