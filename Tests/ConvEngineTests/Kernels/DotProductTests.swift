import KernelTypes
import Testing

@testable import ConvEngine

/// `KernelTable.dotProducts` against the formula of `DotShape`, bit by bit.
@Suite struct DotProductTests {
  @Test(arguments: InstructionSet.available, 1...DotShape.mostColumns)
  func sumsInTheOrderOfTheReferenceForAnyNumberOfRows(_ level: InstructionSet, _ columns: Int) {
    let found = (0...19).compactMap { rows in
      Self.difference(
        level,
        DotShape(
          planes: 3, rows: rows, columns: columns, segments: 3, count: 48, aPlane: 70, aRow: 16,
          aSegment: 70, cPlane: rows * columns + 5))
    }
    #expect(found == [])
  }

  @Test(arguments: InstructionSet.available, [0, 1, 2])
  func sumsOverAnyNumberOfSegmentsAndTerms(_ level: InstructionSet, _ segments: Int) {
    let found = [0, 16, 32, 288].compactMap { count in
      Self.difference(
        level,
        DotShape(
          planes: 1, rows: 11, columns: 3, segments: segments, count: count, aPlane: 0, aRow: 33,
          aSegment: 17, cPlane: 0))
    }
    #expect(found == [])
  }

  /// Nothing behind the operands' last elements may be read, let alone count.
  private static func difference(_ level: InstructionSet, _ shape: DotShape) -> String? {
    var numbers = Numbers(seed: UInt64(shape.rows * 100 + shape.columns))
    let a = numbers.floats(
      shape.planes * shape.aPlane + shape.rows * shape.aRow + shape.segments * shape.aSegment
        + shape.count)
    let b = numbers.floats(shape.columns * shape.segments * shape.count)
    let c = numbers.floats(shape.planes * shape.cPlane + shape.rows * shape.columns)
    return level.difference(c) { table, c in table.dotProducts(c, a, b, shape) }
      .map { "\(shape): \($0)" }
  }
}
