/// Least squares with a constant and one coefficient for each level of each factor: what is seen is taken
/// for a mean plus what each factor's level adds to it. Every factor is so held constant while another is
/// looked at, whether or not all combinations were tried equally often.
///
/// Solved by sweeping the normal equations (J. H. Goodnight, A Tutorial on the SWEEP Operator, The American
/// Statistician 33, 1979), which passes over a level that follows from those before it.
struct AdditiveModel {
  /// What is known of a factor.
  struct Factor {
    /// Of each level: how much it adds, against the mean over the observations.
    var effects: [Double]
    /// Of each effect: its variance as a multiple of that of an observation.
    var variances: [Double]
    /// The squares that are lost when the factor is left out, and how many coefficients explain them.
    var squares: Double
    var freedom: Int
    /// Whether no level follows from those of factors before; if one does, the effects mean nothing.
    var isWhole: Bool
  }

  let factors: [Factor]
  /// Squares of the observations about their mean, and of what is left of them.
  let totalSquares, residualSquares: Double
  /// Observations less coefficients.
  let residualFreedom: Int

  /// - Parameters:
  ///   - values: what was seen.
  ///   - factors: of each factor the level of each observation, and how many levels there are.
  init(_ values: [Double], factors: [(codes: [Int], levels: Int)]) {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    // Level 0 of each factor is what the others are measured from.
    var starts: [Int] = []
    var width = 1
    for factor in factors {
      starts.append(width)
      width += factor.levels - 1
    }
    var matrix = NormalEquations(width: width)
    var columns = [0]
    for row in values.indices {
      columns.removeSubrange(1...)
      for (factor, start) in zip(factors, starts) where factor.codes[row] > 0 {
        columns.append(start + factor.codes[row] - 1)
      }
      matrix.add(columns, values[row] - mean)
    }
    let total = matrix.residualSquares
    for column in 0..<width { matrix.sweep(column) }

    self.factors = zip(factors, starts).map { factor, start in
      Self.factor(
        columns: start..<start + factor.levels - 1,
        shares: Self.shares(factor.codes, levels: factor.levels), of: matrix)
    }
    totalSquares = total
    residualSquares = max(matrix.residualSquares, 0)
    residualFreedom = values.count - matrix.rank
  }

  /// The part of the observations that each level has.
  private static func shares(_ codes: [Int], levels: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: levels)
    for code in codes { counts[code] += 1 }
    return counts.map { $0 / Double(max(codes.count, 1)) }
  }

  private static func factor(
    columns: Range<Int>, shares: [Double], of matrix: NormalEquations
  ) -> Factor {
    let known = columns.filter { matrix.isSwept[$0] }
    var effects: [Double] = []
    var variances: [Double] = []
    for level in shares.indices {
      // The level's coefficient less the mean of all levels'.
      let weights = known.map { column in
        (column - columns.lowerBound + 1 == level ? 1 : 0) - shares[column - columns.lowerBound + 1]
      }
      effects.append(zip(known, weights).reduce(0) { $0 + $1.1 * matrix.coefficient($1.0) })
      var variance = 0.0
      for (first, a) in zip(known, weights) {
        for (second, b) in zip(known, weights) { variance += a * b * matrix.inverse(first, second) }
      }
      variances.append(max(variance, 0))
    }
    return Factor(
      effects: effects, variances: variances, squares: squares(of: known, in: matrix),
      freedom: known.count, isWhole: known.count == columns.count)
  }

  /// What the sum of squares grows by when those columns are taken out again.
  private static func squares(of columns: [Int], in matrix: NormalEquations) -> Double {
    var reduced = matrix
    for column in columns { reduced.sweepBack(column) }
    return max(reduced.residualSquares - matrix.residualSquares, 0)
  }
}

/// Sums of products of columns of zeros and ones with each other and with what was seen, swept in place.
private struct NormalEquations {
  private let width: Int
  /// Rows of `width + 1`; the last row and column are what was seen.
  private var cells: [Double]
  private var diagonal: [Double] = []
  private(set) var isSwept: [Bool]

  init(width: Int) {
    self.width = width
    cells = [Double](repeating: 0, count: (width + 1) * (width + 1))
    isSwept = [Bool](repeating: false, count: width)
  }

  /// Adds an observation: the columns that are one.
  mutating func add(_ columns: [Int], _ value: Double) {
    for row in columns {
      for column in columns { cells[row * (width + 1) + column] += 1 }
      cells[row * (width + 1) + width] += value
      cells[width * (width + 1) + row] += value
    }
    cells[width * (width + 1) + width] += value * value
  }

  var rank: Int { isSwept.count { $0 } }
  var residualSquares: Double { cells[width * (width + 1) + width] }
  func coefficient(_ column: Int) -> Double { cells[column * (width + 1) + width] }
  func inverse(_ row: Int, _ column: Int) -> Double { cells[row * (width + 1) + column] }

  /// Takes a column into the fit unless it follows from those in it.
  mutating func sweep(_ column: Int) {
    if diagonal.isEmpty { diagonal = (0..<width).map { cells[$0 * (width + 1) + $0] } }
    guard cells[column * (width + 1) + column] > 1e-9 * diagonal[column] else { return }
    pivot(column)
    isSwept[column] = true
  }

  /// Takes a column out again.
  mutating func sweepBack(_ column: Int) {
    pivot(column)
    isSwept[column] = false
  }

  /// Its own inverse.
  private mutating func pivot(_ k: Int) {
    let stride = width + 1
    let pivot = cells[k * stride + k]
    let row = (0..<stride).map { cells[k * stride + $0] / pivot }
    for i in 0..<stride where i != k {
      let factor = cells[i * stride + k]
      if factor == 0 { continue }
      for j in 0..<stride where j != k { cells[i * stride + j] -= factor * row[j] }
      cells[i * stride + k] = -factor / pivot
    }
    for j in 0..<stride where j != k { cells[k * stride + j] = row[j] }
    cells[k * stride + k] = 1 / pivot
  }
}
