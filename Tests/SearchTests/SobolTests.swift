import Search
import Testing

struct SobolTests {
  private struct Golden: Decodable {
    struct Point: Decodable {
      let index: Int
      let point: [Double]
    }
    let points: [Point]
  }

  @Test func givesThePointsOfSciPy() throws {
    let golden = try golden("sobol.json", as: Golden.self)
    let sequence = SobolSequence(dimensions: SobolSequence.mostDimensions, seed: nil)
    #expect(golden.points.count == 13)
    for point in golden.points { #expect(sequence[point.index] == point.point) }
  }

  @Test(arguments: [nil, 1, 2] as [UInt64?])
  func putsOnePointInEachCellOfEvenSize(seed: UInt64?) {
    let sequence = SobolSequence(dimensions: 2, seed: seed)
    for (columns, rows) in [(16, 1), (8, 2), (4, 4), (2, 8), (1, 16)] {
      let cells = Set(
        (0..<16).map { index in
          let point = sequence[index]
          return Int(point[0] * Double(columns)) * rows + Int(point[1] * Double(rows))
        })
      #expect(cells.count == 16, "\(columns)×\(rows)")
    }
  }

  @Test func isMovedByTheSeed() {
    let one = SobolSequence(dimensions: 3, seed: 1)
    #expect(one[0] != SobolSequence(dimensions: 3, seed: 2)[0])
    #expect(one[0] == SobolSequence(dimensions: 5, seed: 1)[0].prefix(3).map { $0 })
  }
}
