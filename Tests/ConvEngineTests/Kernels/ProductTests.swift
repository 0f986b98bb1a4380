import KernelTypes
import Testing

@testable import ConvEngine

/// `KernelTable.product` against the formula of `ProductShape`, bit by bit: the order of the sums is
/// part of what it promises.
@Suite struct ProductTests {
  private static let starts: [ProductStart] = [.zero, .current, .bias]
  private static let finishes: [ProductFinish] = [.none, .relu, .leakyRelu]

  @Test(arguments: InstructionSet.available)
  func sumsInTheOrderOfTheReferenceForEverySmallBlock(_ level: InstructionSet) {
    for rows in 1...14 {
      let found = (1...70).flatMap { columns in
        Self.differences(
          level,
          ProductShape(
            planes: 1, rows: rows, columns: columns, segments: 2, count: 3, aRow: 7, aStep: 1,
            aSegment: 4, bStep: columns + 1, bSegment: 3 * columns + 5, cRow: columns + 3))
      }
      #expect(found == [])
    }
  }

  @Test(arguments: InstructionSet.available, [0, 1, 2, 3])
  func sumsOverAnyNumberOfSegmentsAndTerms(_ level: InstructionSet, _ segments: Int) {
    for columns in level.oddSizes {
      let found = [0, 1, 2, 5, 17].flatMap { count in
        Self.differences(
          level,
          ProductShape(
            planes: 2, rows: 5, columns: columns, segments: segments, count: count, aPlane: 11,
            aRow: 3, aStep: 2, aSegment: 13, bStep: columns, bSegment: 17 * columns,
            cPlane: 5 * columns + 2, cRow: columns))
      }
      #expect(found == [])
    }
  }

  /// The shapes the engine makes: forward, backward to the input and to the kernels of a
  /// convolution; the last with rows that are neighbours in A.
  @Test(arguments: InstructionSet.available, [0, 1, 2, 13, 29])
  func walksItsOperandsByAnyStrides(_ level: InstructionSet, _ rows: Int) {
    for columns in level.oddSizes {
      let shapes = [
        ProductShape(
          planes: 3, rows: rows, columns: columns, segments: 3, count: 6, aPlane: 40, aRow: 4,
          aStep: 1, aSegment: 20, bStep: columns, bSegment: 6 * columns,
          cPlane: (rows + 1) * columns, cRow: columns),
        ProductShape(
          planes: 2, rows: rows, columns: columns, segments: 2, count: 4, aPlane: 9, aRow: 2,
          aStep: 1, aSegment: 9, bStep: columns, bSegment: 4 * columns,
          cPlane: 2 * rows * columns * 2 + 8, cRow: 2 * columns + 1),
        ProductShape(
          planes: 3, rows: rows, columns: columns, segments: 4, count: 5, aPlane: 31, aRow: 1,
          aStep: 6, aSegment: 62, bStep: columns, bSegment: 5 * columns + columns,
          cPlane: rows * columns, cRow: columns),
        ProductShape(
          planes: 0, rows: rows, columns: columns, count: 2, aRow: 1, aStep: 1,
          bStep: columns, cRow: columns),
      ]
      #expect(shapes.flatMap { Self.differences(level, $0) } == [])
    }
  }

  /// Several images to a sum, and columns that lie in strips of 32.
  @Test(arguments: InstructionSet.available, [1, 5, 13])
  func walksGroupsAndStrips(_ level: InstructionSet, _ rows: Int) {
    for columns in [1, 31, 32, 33, 48, 64, 65, 100] {
      let strip = 2 * 3 * 4 * 32 + 7
      let shape = ProductShape(
        planes: 2, rows: rows, columns: columns, groups: 2, segments: 3, count: 4, aPlane: 50,
        aRow: 1, aStep: 14, aSegment: 60, aGroup: 200, bStep: 32, bSegment: 4 * 32,
        bGroup: 3 * 4 * 32, bStrip: strip, cPlane: rows * columns, cRow: columns)
      #expect(Self.differences(level, shape) == [])
    }
  }

  @Test(arguments: InstructionSet.available)
  func passesNaNAndInfinityOn(_ level: InstructionSet) {
    let shape = ProductShape(rows: 3, columns: 5, count: 1, aRow: 1, aStep: 1, bStep: 5, cRow: 5)
    let a: [Float] = [.nan, .infinity, 1]
    let b: [Float] = [0, 1, -1, .infinity, .nan] + [Float](repeating: 0, count: 15)
    for finish in Self.finishes {
      let difference = level.difference([Float](repeating: 0, count: 30)) { table, c in
        table.product(c, a, b, b, .zero, finish, shape)
      }
      #expect(difference == nil)
    }
  }

  /// Compares every start and finish of one shape. What lies behind the last element of each
  /// operand is NaN: it may be read, but must not count.
  private static func differences(_ level: InstructionSet, _ shape: ProductShape) -> [String] {
    var numbers = Numbers(seed: UInt64(shape.rows * 1_000 + shape.columns))
    func operand(_ count: Int) -> [Float] {
      numbers.floats(count) + [Float](repeating: .nan, count: ProductShape.readAhead)
    }
    let a = operand(
      shape.planes * shape.aPlane + shape.groups * shape.aGroup
        + shape.segments * shape.aSegment + shape.rows * shape.aRow + shape.count * shape.aStep)
    let b = operand(
      shape.groups * shape.bGroup + shape.segments * shape.bSegment + shape.count * shape.bStep
        + shape.columns / ProductShape.strip * shape.bStrip + ProductShape.strip)
    let c = operand(shape.planes * shape.cPlane + shape.rows * shape.cRow)
    let bias = operand(shape.columns)
    return starts.flatMap { start in
      finishes.compactMap { finish in
        level.difference(c) { table, c in table.product(c, a, b, bias, start, finish, shape) }
          .map { "\(shape) \(start) \(finish): \($0)" }
      }
    }
  }
}
