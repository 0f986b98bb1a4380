import KernelTypes

/// max(x, 0), and NaN where x is NaN, so that a diverged run does not look healthy.
@_transparent
func rectified(_ x: Lanes) -> Lanes { raised(x, Lanes(repeating: 0)) }

/// The floor where x is below it, else x, also where x is NaN.
@_transparent
func raised(_ x: Lanes, _ floor: Lanes) -> Lanes {
  x.replacing(with: floor, where: x .< floor)
}

/// x where x > 0, else 0.2 x.
@_transparent
func leakyRectified(_ x: Lanes) -> Lanes {
  (x * leakySlope).replacing(with: x, where: x .> Lanes(repeating: 0))
}

/// Keras 3's slope of the leaky rectifier left of zero.
@_transparent var leakySlope: Float { 0.2 }

/// f(x)
@_transparent
func finished(_ x: Lanes, _ finish: ProductFinish) -> Lanes {
  switch finish {
  case .none: x
  case .relu: rectified(x)
  case .leakyRelu: leakyRectified(x)
  }
}

@Sendable
func activate(
  _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ f: ElementFunction, _ count: Int
) {
  switch f {
  case .linear: map(y, x, count) { $0 }
  case .relu: map(y, x, count) { rectified($0) }
  case .leakyRelu: map(y, x, count) { leakyRectified($0) }
  case .gelu: map(y, x, count) { x in x * normalCumulative(x) }
  case .silu: map(y, x, count) { x in x * logistic(x) }
  case .tanh: map(y, x, count) { hyperbolicTangent($0) }
  case .sigmoid: map(y, x, count) { logistic($0) }
  }
}

@Sendable
func activateBackward(
  _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ known: UnsafePointer<Float>,
  _ f: ElementFunction, _ count: Int
) {
  let zero = Lanes(repeating: 0), one = Lanes(repeating: 1)
  switch f {
  case .linear: map(dx, dy, count) { $0 }
  case .relu:
    map(dx, dy, known, count) { dy, y in dy.replacing(with: zero, where: y .<= zero) }
  case .leakyRelu:
    map(dx, dy, known, count) { dy, y in
      dy.replacing(with: dy * leakySlope, where: y .<= zero)
    }
  case .gelu:
    map(dx, dy, known, count) { dy, x in
      let density = exponential(x * x * -0.5) * 0.398_942_28
      return dy * multiplyAdd(normalCumulative(x), x, density)
    }
  case .silu:
    map(dx, dy, known, count) { dy, x in
      let s = logistic(x)
      return dy * (s * multiplyAdd(one, x, one - s))
    }
  case .tanh: map(dx, dy, known, count) { dy, y in dy * (one - y * y) }
  case .sigmoid: map(dx, dy, known, count) { dy, y in dy * (y * (one - y)) }
  }
}

@_transparent
private func map(
  _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ count: Int,
  _ f: (Lanes) -> Lanes
) {
  for i in stride(from: 0, to: count, by: laneCount) {
    let lanes = min(laneCount, count - i)
    store(f(load(x + i, lanes: lanes)), y + i, lanes: lanes)
  }
}

@_transparent
private func map(
  _ z: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
  _ count: Int, _ f: (Lanes, Lanes) -> Lanes
) {
  for i in stride(from: 0, to: count, by: laneCount) {
    let lanes = min(laneCount, count - i)
    store(f(load(x + i, lanes: lanes), load(y + i, lanes: lanes)), z + i, lanes: lanes)
  }
}
