import KernelTypes
import Testing

@testable import ConvEngine

@Suite struct DropoutTests {
  @Test(arguments: InstructionSet.available)
  func dropsTheElementsItsStreamNames(_ level: InstructionSet) {
    var numbers = Numbers(seed: 6)
    for count in level.oddSizes {
      let x = numbers.floats(count + 1), buffer = numbers.floats(count + 20)
      for (key, rate) in [(UInt64(0), 0.5), (0x0123_4567_89AB_CDEF, 0.25), (.max, 0), (7, 0.999)] {
        let stream = DropoutStream(key: key, rate: rate)
        // The last one wraps around.
        for first in [0, 1, 1_000_003, UInt32.max - 5] {
          #expect(level.difference(buffer) { $0.dropout($1, x, stream, first, count) } == nil)
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func worksInPlace(_ level: InstructionSet) {
    var numbers = Numbers(seed: 7)
    let x = numbers.floats(61)
    let stream = DropoutStream(key: 8, rate: 0.4)
    #expect(level.difference(x) { $0.dropout($1, $1, stream, 0, 61) } == nil)
  }

  /// The stream is part of what a seed means: a run must not change when the engine does.
  @Test func theStreamsBitsStayAsTheyAre() {
    let found = [UInt32(0), 1, 2, 0xFFFF_FFFF].flatMap { element in
      [UInt64(0), 1, 0x0123_4567_89AB_CDEF].map { DropoutStream.bits(key: $0, element: element) }
    }
    #expect(found == Self.bits)
  }

  /// Computed with Python from the definition in `DropoutStream.bits`.
  private static let bits: [UInt32] = [
    0x0000_0000, 0x0427_41D6, 0x5BEF_A470,
    0x0427_41D6, 0xF1DF_E8E9, 0x3BD0_C12E,
    0xF1DF_E8E9, 0xC0F0_B547, 0xCC93_7C1F,
    0x127F_588F, 0x0000_0000, 0x4413_2625,
  ]

  /// Four standard deviations of the mean of a million draws.
  @Test(arguments: [0, 0.1, 0.25, 0.5, 0.9])
  func keepsTheShareItsRateSays(_ rate: Double) {
    let count = 1_000_000
    let x = [Float](repeating: 1, count: count)
    var y = x
    InstructionSet.best.kernels.dropout(&y, x, DropoutStream(key: 99, rate: rate), 0, count)
    let kept = y.reduce(into: 0) { $0 += $1 == 0 ? 0 : 1 }
    let share = Double(kept) / Double(count)
    #expect(abs(share - (1 - rate)) <= 4 * (rate * (1 - rate) / Double(count)).squareRoot())
    #expect(y.allSatisfy { $0 == 0 || $0 == Float(1 / (1 - rate)) })
  }

  @Test(arguments: [0, 0.5, 0.999_999_999_9, 1.0.nextDown])
  func aRateBelowOneIsAlwaysAStream(_ rate: Double) {
    let stream = DropoutStream(key: 0, rate: rate)
    #expect(abs(Double(stream.threshold) / 4_294_967_296 - rate) < 1e-9)
  }

  /// Different keys keep different elements, and neighbours are independent: the share of equal
  /// decisions at rate ½ is ½.
  @Test func keysAndNeighboursAreIndependent() {
    let first = DropoutStream.bits, half = UInt32(1) << 31
    var sameKey = 0, sameNeighbour = 0
    for element in 0..<UInt32(20_000) {
      let drops = first(5, element) < half
      sameKey += drops == (first(6, element) < half) ? 1 : 0
      sameNeighbour += drops == (first(5, element + 1) < half) ? 1 : 0
    }
    #expect(abs(sameKey - 10_000) < 300)
    #expect(abs(sameNeighbour - 10_000) < 300)
  }
}
