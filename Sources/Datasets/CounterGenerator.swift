/// Random numbers as a pure function of (seed, stream, counter): every epoch and every picture has a
/// stream of its own, so their order of making does not matter and nothing has to be stored to go on.
///
/// The output function is SplitMix64's (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, OOPSLA 2014). Integer arithmetic only: the same on every machine.
struct CounterGenerator {
  private let key: UInt64
  private var counter: UInt64 = 0

  init(seed: UInt64, stream: UInt64) {
    key = Self.mixed(Self.mixed(seed &+ Self.step) ^ (stream &* Self.step))
  }

  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 64 random bits.
  @inline(__always)
  mutating func next() -> UInt64 {
    counter &+= 1
    return Self.mixed(key &+ counter &* Self.step)
  }

  /// Uniform in 0..<bound, without bias (Lemire's multiplication with rejection).
  mutating func next(below bound: Int) -> Int {
    precondition(bound > 0, "bound \(bound) is not positive")
    let bound = UInt64(bound)
    var (high, low) = next().multipliedFullWidth(by: bound)
    if low < bound {
      let threshold = (0 &- bound) % bound
      while low < threshold { (high, low) = next().multipliedFullWidth(by: bound) }
    }
    return Int(high)
  }

  /// Uniform in `range`, in steps of 2⁻²⁴ of its length.
  mutating func next(in range: ClosedRange<Float>) -> Float {
    let unit = Float(next() >> 40) * 0x1p-24
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }
}
