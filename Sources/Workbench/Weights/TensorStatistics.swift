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
  /// The kernels of a convolution or the neurons of a dense layer; nil for a tensor of one axis.
  package let filters: Int?
  /// How many of them have weights whose norm is below a hundredth of their layer's median: they give
  /// their bias whatever they see.
  package let deadFilters: Int?

  /// - Parameter tensor: [height, width, in, out], [in, out], or one axis.
  package init(_ tensor: NamedTensor) {
    name = tensor.name
    shape = tensor.shape
    count = tensor.values.count
    let outputs = tensor.shape.count > 1 ? tensor.shape.last ?? 0 : 0
    var squares = [Double](repeating: 0, count: Swift.max(1, outputs))
    var sum = 0.0
    var finite = 0
    var least = Float.infinity
    var greatest = -Float.infinity
    tensor.values.withUnsafeBufferPointer { values in
      var output = 0
      for value in values {
        if value.isFinite {
          finite += 1
          sum += Double(value)
          squares[output] += Double(value) * Double(value)
          if value < least { least = value }
          if value > greatest { greatest = value }
        }
        output += 1
        if output >= squares.count { output = 0 }
      }
    }
    nonFinite = count - finite
    norm = squares.reduce(0, +).squareRoot()
    mean = finite == 0 ? nil : sum / Double(finite)
    min = finite == 0 ? nil : Double(least)
    max = finite == 0 ? nil : Double(greatest)
    if outputs == 0 {
      filters = nil
      deadFilters = nil
    } else {
      filters = outputs
      let median = squares.sorted()[outputs / 2]
      deadFilters = squares.count { $0 == 0 || $0 < median * 1e-4 }
    }
  }

  /// The share of dead filters, in 0...1.
  package var deadShare: Double? {
    guard let filters, let deadFilters else { return nil }
    return Double(deadFilters) / Double(filters)
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
