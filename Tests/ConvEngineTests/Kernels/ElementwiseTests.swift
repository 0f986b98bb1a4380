import Glibc
import KernelTypes
import Testing

@testable import ConvEngine

@Suite struct ElementwiseTests {
  @Test(arguments: InstructionSet.available)
  func pixelsBecomeNumbers(_ level: InstructionSet) {
    let bytes = (0..<512).map { UInt8(truncatingIfNeeded: $0) }
    for count in level.oddSizes + [256, 511] {
      let buffer = [Float](repeating: -1, count: count + 20)
      #expect(level.difference(buffer) { $0.convertPixels($1, bytes, 1 / 255, count) } == nil)
      #expect(level.difference(buffer) { $0.convertPixels($1 + 1, bytes, 3, count) } == nil)
    }
  }

  /// A page that must not be touched lies behind.
  @Test(arguments: InstructionSet.available)
  func fetchesNothingBehindTheNumbers(_ level: InstructionSet) throws {
    let page = sysconf(Int32(_SC_PAGESIZE)), perPage = page / 4
    let memory = mmap(
      nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    let base = try #require(memory != MAP_FAILED ? memory : nil)
    defer { munmap(base, 2 * page) }
    #expect(mprotect(base + page, page, PROT_NONE) == 0)
    let numbers = UnsafePointer(base.assumingMemoryBound(to: Float.self))
    for count in 0...70 { level.kernels.fetch(numbers + perPage - count, count) }
  }

  /// Twelve independent sums, which keep the multipliers busy.
  @Test(arguments: InstructionSet.available, [0, 1, 1_000])
  func theMachinesPeakIsMeasuredOnRealSums(_ level: InstructionSet, _ rounds: Int) {
    #expect(level.kernels.multiplyAdds(rounds) == 12 * level.reference.multiplyAdds(rounds))
    #expect(level.kernels.multiplyAddsPerRound == 12 * level.kernels.lanes)
  }

  @Test(arguments: InstructionSet.available)
  func addsElementByElement(_ level: InstructionSet) {
    var numbers = Numbers(seed: 1)
    for count in level.oddSizes {
      let x = numbers.floats(count + 1), y = numbers.floats(count + 20)
      #expect(level.difference(y) { $0.add($1 + 1, x, count) } == nil)
    }
  }

  @Test(arguments: InstructionSet.available)
  func sumsColumnsInTheOrderOfTheRows(_ level: InstructionSet) {
    var numbers = Numbers(seed: 2)
    for columns in level.oddSizes {
      for rows in [0, 1, 2, 7, 31] {
        let pitch = columns + 3
        let x = numbers.floats(rows * pitch + 1), sums = numbers.floats(columns + 20)
        #expect(
          level.difference(sums) { $0.addColumnSums($1, x, pitch, rows, columns) } == nil,
          "\(rows) rows of \(columns)")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func transposesBlocksOfAnySize(_ level: InstructionSet) {
    var numbers = Numbers(seed: 3)
    for rows in [0, 1, 15, 16, 17, 37] {
      for columns in [0, 1, 15, 16, 17, 41] {
        let from = numbers.floats(rows * (columns + 2) + 1)
        let to = numbers.floats(columns * (rows + 3) + 20)
        #expect(
          level.difference(to) {
            $0.transpose($1, from, rows + 3, columns + 2, rows, columns)
          } == nil, "\(rows) by \(columns)")
      }
    }
  }
}
