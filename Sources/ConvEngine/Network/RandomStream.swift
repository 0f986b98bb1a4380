import Glibc

/// Numbers drawn from a key by counting: the same key gives the same numbers everywhere.
package struct RandomStream {
  /// What a stream is for; streams of different purposes never meet.
  package enum Purpose: UInt64 {
    case initialization = 1
    case dropout = 2
  }

  private var state: UInt64

  /// - Parameters:
  ///   - index: which stream of this purpose.
  ///   - subindex: which part of that stream, such as a step.
  package init(seed: UInt64, _ purpose: Purpose, _ index: UInt64, _ subindex: UInt64 = 0) {
    state = Self.key(seed, purpose, index, subindex)
  }

  /// 64 bits that depend on all of these.
  package static func key(
    _ seed: UInt64, _ purpose: Purpose, _ index: UInt64, _ subindex: UInt64
  ) -> UInt64 {
    var key = mix(seed &+ increment)
    key = mix(key ^ (purpose.rawValue &* increment))
    key = mix(key ^ (index &* increment))
    key = mix(key ^ (subindex &* increment))
    return key
  }

  /// SplitMix64 (Steele, Lea, Flood 2014): a counter and a mixing function.
  package mutating func next() -> UInt64 {
    state = state &+ Self.increment
    return Self.mix(state)
  }

  /// Uniform in 0..<1, with 53 bits.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal, drawn again until within two standard deviations (Box and Muller 1958).
  package mutating func truncatedNormal() -> Double {
    while true {
      let radius = (-2 * log(1 - uniform())).squareRoot()
      let value = radius * cos(2 * .pi * uniform())
      if abs(value) <= 2 { return value }
    }
  }

  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
