/// Adds up what `TensorStatistics` tells, while a tensor's values come.
struct TensorSum {
  /// Layers of more outputs than these are not looked at filter by filter.
  static let mostFilters = 1 << 20

  private let name: String
  private let shape: [Int]
  /// nil for a tensor of one axis.
  private let filters: Int?
  private var count = 0
  private var finite = 0
  private var sum = 0.0
  /// Of each filter.
  private var squares: [Double]
  private var (least, greatest) = (Double.infinity, -Double.infinity)
  /// To which filter the next value belongs.
  private var filter = 0

  /// - Parameter shape: [height, width, in, out], [in, out], or one axis.
  init(name: String, shape: [Int]) {
    self.name = name
    self.shape = shape
    let isEmpty = shape.contains(0)
    let outputs = shape.count > 1 && !isEmpty ? shape.last : nil
    filters = outputs.flatMap { $0 <= Self.mostFilters ? $0 : nil }
    squares = [Double](repeating: 0, count: filters ?? 1)
  }

  /// Adds the next values, row by row.
  mutating func add<Value: BinaryFloatingPoint>(_ values: [Value]) {
    count += values.count
    for value in values {
      if value.isFinite {
        let value = Double(value)
        finite += 1
        sum += value
        squares[filter] += value * value
        if value < least { least = value }
        if value > greatest { greatest = value }
      }
      filter += 1
      if filter == squares.count { filter = 0 }
    }
  }

  var statistics: TensorStatistics {
    let median = squares.sorted()[(filters ?? 1) / 2]
    return TensorStatistics(
      name: name, shape: shape, count: count, nonFinite: count - finite,
      norm: squares.reduce(0, +).squareRoot(), mean: finite == 0 ? nil : sum / Double(finite),
      min: finite == 0 ? nil : least, max: finite == 0 ? nil : greatest, filters: filters,
      deadFilters: filters.map { _ in squares.count { $0 == 0 || $0 < median * 1e-4 } })
  }
}
