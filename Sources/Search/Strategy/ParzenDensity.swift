import Foundation

/// A density over some axes: a mixture with one kernel for each observation and a wide one, the prior,
/// for none of them. A kernel is a product over the axes of truncated normal distributions, or of
/// weights where values have no order.
///
/// Widths, weights and the prior are those of Optuna 5's estimator; the method is that of Bergstra et
/// al., Algorithms for Hyper-Parameter Optimization, NeurIPS 2011.
struct ParzenDensity {
  private enum Factor {
    /// The logarithms of the categories' probabilities, by kernel.
    case weights([[Double]])
    case normals([Normal])
  }

  /// A normal distribution cut off at an axis' bounds.
  private struct Normal {
    var mean, deviation: Double
    /// The logarithm of what lies between the bounds.
    var logMass: Double
  }

  private let axes: [Axis]
  private let factors: [Factor]
  /// Of the kernels; they add up to 1. The last is the prior's.
  private let weights: [Double]
  private let logWeights: [Double]

  /// - Parameter observations: [trial][axis], oldest first.
  init(_ axes: [Axis], observations: [[Double]]) {
    self.axes = axes
    var weights = Self.weights(observations.count)
    weights.append(1)
    let sum = weights.reduce(0, +)
    self.weights = weights.map { $0 / sum }
    logWeights = self.weights.map { log($0) }
    factors = axes.enumerated().map { index, axis in
      let column = observations.map { $0[index] }
      guard let bounds = axis.bounds else { return .weights(Self.categories(axis, column)) }
      return .normals(Self.normals(column, bounds: bounds))
    }
  }

  /// Old trials weigh less: the newest 25 by 1, the others rising from 1/n.
  private static func weights(_ count: Int) -> [Double] {
    let newest = 25
    guard count > newest else { return Array(repeating: 1, count: count) }
    let ramp = count - newest
    let least = 1 / Double(count)
    return (0..<ramp).map { least + (1 - least) * Double($0) / Double(max(ramp - 1, 1)) }
      + Array(repeating: 1, count: newest)
  }

  private static func categories(_ axis: Axis, _ column: [Double]) -> [[Double]] {
    guard case .categories(let texts) = axis else { return [] }
    let even = 1 / Double(column.count + 1)
    let sum = 1 + even * Double(texts.count)
    let kernels = column.map { observed in
      texts.indices.map { log(($0 == Int(observed) ? 1 + even : even) / sum) }
    }
    return kernels + [texts.map { _ in -log(Double(texts.count)) }]
  }

  /// A kernel is as wide as the larger gap to its neighbours, within limits.
  private static func normals(
    _ column: [Double], bounds: (low: Double, high: Double)
  ) -> [Normal] {
    let span = bounds.high - bounds.low
    let least = span / Double(min(100, column.count + 2))
    func normal(_ mean: Double, _ deviation: Double) -> Normal {
      Normal(
        mean: mean, deviation: deviation,
        logMass: log(
          normalMass((bounds.low - mean) / deviation, (bounds.high - mean) / deviation)))
    }
    let order = column.indices.sorted { (column[$0], $0) < (column[$1], $1) }
    var deviations = Array(repeating: span, count: column.count)
    for (place, index) in order.enumerated() {
      let left = place == 0 ? nil : column[index] - column[order[place - 1]]
      let right = place == order.count - 1 ? nil : column[order[place + 1]] - column[index]
      // The ends of the axis count only where there is one observation.
      let gap =
        order.count == 1
        ? max(column[index] - bounds.low, bounds.high - column[index])
        : max(left ?? 0, right ?? 0)
      deviations[index] = min(max(gap, least), span)
    }
    return zip(column, deviations).map(normal)
      + [normal(0.5 * (bounds.low + bounds.high), span)]
  }

  /// A point drawn from the density, as coordinates that the axes have.
  func sample(_ generator: inout DrawGenerator) -> [Double] {
    let kernel = Self.pick(weights, generator.unit())
    return zip(axes, factors).map { axis, factor in
      switch factor {
      case .weights(let logs):
        return Double(Self.pick(logs[kernel].map { exp($0) }, generator.unit()))
      case .normals(let normals):
        let coordinate = Self.sample(normals[kernel], within: axis.bounds, &generator)
        return axis.coordinate(of: axis.text(at: coordinate)) ?? coordinate
      }
    }
  }

  /// The index whose share of the unit interval holds the point.
  private static func pick(_ shares: [Double], _ point: Double) -> Int {
    var sum = 0.0
    for (index, share) in shares.enumerated() {
      sum += share
      if point < sum { return index }
    }
    return shares.count - 1
  }

  /// What falls outside is thrown again: the mean lies inside and the deviation is at most the span,
  /// so that a third of the throws fit at least.
  private static func sample(
    _ normal: Normal, within bounds: (low: Double, high: Double)?, _ generator: inout DrawGenerator
  ) -> Double {
    guard let bounds else { return normal.mean }
    for _ in 0..<1000 {
      let coordinate = normal.mean + normal.deviation * generator.normal()
      if bounds.low <= coordinate, coordinate <= bounds.high { return coordinate }
    }
    return normal.mean
  }

  /// The logarithm of the density at a point of the axes.
  func logDensity(at point: [Double]) -> Double {
    var sums = logWeights
    for (index, factor) in factors.enumerated() {
      let x = point[index]
      switch factor {
      case .weights(let logs):
        for kernel in sums.indices { sums[kernel] += logs[kernel][Int(x)] }
      case .normals(let normals):
        let cell = axes[index].cell(around: x)
        for kernel in sums.indices {
          let normal = normals[kernel]
          if let cell {
            sums[kernel] += log(
              normalMass(
                (cell.low - normal.mean) / normal.deviation,
                (cell.high - normal.mean) / normal.deviation))
          } else {
            let z = (x - normal.mean) / normal.deviation
            sums[kernel] -= 0.5 * z * z + log(normal.deviation) + Self.halfLogTwoPi
          }
          sums[kernel] -= normal.logMass
        }
      }
    }
    let largest = sums.max() ?? 0
    guard largest > -.infinity else { return largest }
    return largest + log(sums.reduce(0) { $0 + exp($1 - largest) })
  }

  private static let halfLogTwoPi = 0.5 * log(2 * Double.pi)
}

/// What the normal distribution of mean 0 and deviation 1 has between `a` and `b`, computed in the left
/// tail, where it is exact.
private func normalMass(_ a: Double, _ b: Double) -> Double {
  if a > 0 { return normalMass(-b, -a) }
  func left(_ x: Double) -> Double { 0.5 * erfc(-x * 0.5.squareRoot()) }
  if b <= 0 { return max(0, left(b) - left(a)) }
  return 1 - left(a) - left(-b)
}
