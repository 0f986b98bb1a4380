/// One step of stochastic gradient descent, in single precision.
package struct SGDUpdate: Sendable {
  package var rate: Float
  package var momentum: Float
  package var nesterov: Bool
  /// 1 − rate·decay: what each weight is multiplied by before the update.
  package var shrink: Float

  package init(rate: Float, momentum: Float, nesterov: Bool, shrink: Float) {
    self.rate = rate
    self.momentum = momentum
    self.nesterov = nesterov
    self.shrink = shrink
  }
}

/// One step of Adam, in single precision.
package struct AdamUpdate: Sendable {
  /// rate·√(1 − β₂ᵗ) ÷ (1 − β₁ᵗ)
  package var rate: Float
  /// 1 − β₁
  package var firstGain: Float
  /// 1 − β₂
  package var secondGain: Float
  package var epsilon: Float
  /// 1 − rate·decay: what each weight is multiplied by before the update.
  package var shrink: Float

  package init(
    rate: Float, firstGain: Float, secondGain: Float, epsilon: Float, shrink: Float
  ) {
    self.rate = rate
    self.firstGain = firstGain
    self.secondGain = secondGain
    self.epsilon = epsilon
    self.shrink = shrink
  }
}

/// Which elements dropout keeps: a counter-based stream, so that forward and backward, and any
/// number of threads, see the same mask without storing it.
package struct DropoutStream: Sendable {
  /// Drawn from the seed, the step and the layer.
  package var key: UInt64
  /// An element is dropped where its 32 random bits are below this.
  package var threshold: UInt32
  /// What kept elements are multiplied by: 1 ÷ (1 − rate).
  package var scale: Float

  package init(key: UInt64, threshold: UInt32, scale: Float) {
    self.key = key
    self.threshold = threshold
    self.scale = scale
  }

  /// The stream that drops each element with probability `rate`, in 0..<1.
  package init(key: UInt64, rate: Double) {
    let threshold = min((rate * 4_294_967_296).rounded(), 4_294_967_295)
    self.init(key: key, threshold: UInt32(threshold), scale: Float(1 / (1 - rate)))
  }

  /// The 32 random bits of one element: two rounds of multiply and xor-shift over the counter,
  /// keyed at both ends (constants by exhaustive search, Wellons' hash-prospector "triple32").
  @inlinable
  package static func bits(key: UInt64, element: UInt32) -> UInt32 {
    var x = element &+ UInt32(truncatingIfNeeded: key)
    x ^= x &>> 17
    x = x &* 0xED5A_D4BB
    x ^= x &>> 11
    x = (x ^ UInt32(truncatingIfNeeded: key &>> 32)) &* 0xAC4C_1B51
    x ^= x &>> 15
    x = x &* 0x3184_8BAB
    return x ^ (x &>> 14)
  }
}
