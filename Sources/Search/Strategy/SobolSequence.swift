/// Sobol's sequence: points of the unit cube of which any 2^k first ones lie evenly in it.
///
/// A seed shifts all points together, each coordinate by the exclusive-or of its bits with a random
/// number, which keeps them even and moves the first one away from the corner.
package struct SobolSequence: Sendable {
  /// More hyperparameters than this have no direction numbers here.
  package static let mostDimensions = SobolDirections.table.count

  private static let bits = 32
  /// [dimension][bit], the first bit's number first.
  private let directions: [[UInt32]]
  /// By dimension.
  private let shifts: [UInt32]

  /// - Parameter seed: nil for the plain sequence, which begins at the origin.
  package init(dimensions: Int, seed: UInt64?) {
    precondition(
      dimensions <= Self.mostDimensions, "\(dimensions) dimensions of \(Self.mostDimensions)")
    directions = (0..<dimensions).map(Self.directions)
    guard let seed else {
      shifts = Array(repeating: 0, count: dimensions)
      return
    }
    var generator = DrawGenerator(seed: seed, draw: -1)
    shifts = (0..<dimensions).map { _ in UInt32(generator.next() >> 32) }
  }

  /// The point with that index, each coordinate in 0..<1. Indices are visited in the order of Gray's
  /// code, as is usual.
  package subscript(index: Int) -> [Double] {
    let gray = UInt32(truncatingIfNeeded: index ^ (index >> 1))
    return zip(directions, shifts).map { numbers, shift in
      var sum = shift
      for bit in 0..<Self.bits where gray >> UInt32(bit) & 1 == 1 { sum ^= numbers[bit] }
      return Double(sum) * 0x1p-32
    }
  }

  /// Bratley and Fox, Algorithm 659, ACM TOMS 14 (1988): the first numbers are given, each further one
  /// follows from those before by the polynomial's coefficients.
  private static func directions(dimension: Int) -> [UInt32] {
    // Van der Corput's sequence.
    if dimension == 0 { return (0..<bits).map { 1 << UInt32(bits - 1 - $0) } }
    let (polynomial, first) = SobolDirections.table[dimension]
    let degree = first.count
    var numbers = first
    for index in degree..<bits {
      var number = numbers[index - degree]
      for power in 1...degree where polynomial >> UInt32(degree - power) & 1 == 1 {
        number ^= numbers[index - power] << UInt32(power)
      }
      numbers.append(number)
    }
    return numbers.enumerated().map { $1 << UInt32(bits - 1 - $0) }
  }
}
