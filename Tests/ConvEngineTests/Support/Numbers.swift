@testable import ConvEngine

/// Numbers drawn from a seed, for tests that need many.
struct Numbers {
  private var stream: RandomStream

  init(seed: UInt64) { stream = RandomStream(seed: seed, .initialization, 0) }

  /// Uniform in a range.
  mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in
      range.lowerBound + Float(stream.uniform()) * (range.upperBound - range.lowerBound)
    }
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: stream.next()) }
  }

  /// Below `limit`, which is at least 1.
  mutating func integer(below limit: Int) -> Int { Int(stream.next() % UInt64(limit)) }
}
