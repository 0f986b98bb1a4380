import Foundation

/// Random numbers as a function of (seed, draw, counter), so that a search that was stopped proposes
/// what it would have proposed. SplitMix64's output function (Steele, Lea, Flood, OOPSLA 2014).
struct DrawGenerator {
  private let key: UInt64
  private var counter: UInt64 = 0

  init(seed: UInt64, draw: Int) {
    key = Self.mixed(Self.mixed(seed &+ Self.step) ^ (UInt64(bitPattern: Int64(draw)) &* Self.step))
  }

  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 64 random bits.
  mutating func next() -> UInt64 {
    counter &+= 1
    return Self.mixed(key &+ counter &* Self.step)
  }

  /// Uniform, 0 included and 1 not.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// From the normal distribution of mean 0 and deviation 1 (Box and Muller).
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - unit())).squareRoot()
    return radius * cos(2 * .pi * unit())
  }
}
