import Glibc
import KernelTypes

/// max(x, 0); NaN stays.
func rectified(_ x: Float) -> Float { x < 0 ? 0 : x }

/// x where x > 0, else 0.2 x; NaN stays.
func leakyRectified(_ x: Float) -> Float { x > 0 ? x : x * 0.2 }

extension Reference {
  /// y = f(x); the special functions in double precision.
  @Sendable
  func activate(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ f: ElementFunction,
    _ count: Int
  ) {
    for i in 0..<count {
      y[i] =
        switch f {
        case .linear: x[i]
        case .relu: rectified(x[i])
        case .leakyRelu: leakyRectified(x[i])
        case .gelu: Float(Double(x[i]) * normalCumulative(Double(x[i])))
        case .silu: Float(Double(x[i]) * logistic(Double(x[i])))
        case .tanh: Float(tanh(Double(x[i])))
        case .sigmoid: Float(logistic(Double(x[i])))
        }
    }
  }

  @Sendable
  func activateBackward(
    _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ known: UnsafePointer<Float>,
    _ f: ElementFunction, _ count: Int
  ) {
    for i in 0..<count {
      let known = known[i]
      dx[i] =
        switch f {
        case .linear: dy[i]
        case .relu: known <= 0 ? 0 : dy[i]
        case .leakyRelu: known <= 0 ? dy[i] * 0.2 : dy[i]
        case .gelu: Float(Double(dy[i]) * geluSlope(Double(known)))
        case .silu: Float(Double(dy[i]) * siluSlope(Double(known)))
        case .tanh: dy[i] * (1 - known * known)
        case .sigmoid: dy[i] * (known * (1 - known))
        }
    }
  }
}

private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// Φ(x); the complementary error function keeps the left tail's digits.
private func normalCumulative(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

private func geluSlope(_ x: Double) -> Double {
  normalCumulative(x) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
}

private func siluSlope(_ x: Double) -> Double {
  logistic(x) * (1 + x * (1 - logistic(x)))
}
