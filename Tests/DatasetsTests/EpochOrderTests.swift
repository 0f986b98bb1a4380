import Testing

@testable import Datasets

struct EpochOrderTests {
  @Test(arguments: [0..<0, 5..<6, 0..<2, 3..<34, 0..<1000])
  func visitsEachIndexOnce(range: Range<Int>) {
    #expect(EpochOrder.indices(of: range, seed: 1, epoch: 1).sorted() == Array(range))
  }

  @Test func dependsOnSeedAndEpochOnly() {
    let first = EpochOrder.indices(of: 0..<100, seed: 1, epoch: 1)
    #expect(EpochOrder.indices(of: 0..<100, seed: 1, epoch: 1) == first)
    #expect(EpochOrder.indices(of: 0..<100, seed: 2, epoch: 1) != first)
    #expect(EpochOrder.indices(of: 0..<100, seed: 1, epoch: 2) != first)
  }

  /// These numbers are part of what `reproduce` promises: a change of them changes every past run.
  @Test func theOrderIsPinned() {
    #expect(EpochOrder.indices(of: 0..<10, seed: 1, epoch: 1) == [6, 5, 4, 7, 2, 9, 0, 1, 8, 3])
  }

  @Test func allOrdersOfThreeAreEquallyFrequent() {
    var counts: [[Int]: Int] = [:]
    for epoch in 0..<6000 {
      counts[EpochOrder.indices(of: 0..<3, seed: 3, epoch: epoch), default: 0] += 1
    }
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { (850...1150).contains($0) })
  }
}
