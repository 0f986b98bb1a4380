// Vector forms of the functions activations need, each within a few units in the last place; the
// fits are least squares reweighted towards the smallest largest relative error.

/// eˣ, for x in -87…88; beyond that the value at the nearer end. NaN stays NaN.
@_transparent
func exponential(_ x: Lanes) -> Lanes {
  let clamped = clamp(x, -87, 88)
  // x = n·ln 2 + r with |r| ≤ ½ ln 2; ln 2 in two parts, so that r keeps its precision.
  // Adding 1.5·2²³ rounds to a whole number and leaves n in the low bits of the sum.
  let magic = Lanes(repeating: 12_582_912)
  let biased = multiplyAdd(magic, clamped, Lanes(repeating: 1.442_695_04))
  let n = biased - magic
  var r = multiplyAdd(clamped, n, Lanes(repeating: -0.693_359_375))
  r = multiplyAdd(r, n, Lanes(repeating: 2.121_944_4e-4))
  var p = Lanes(repeating: 0.001_394_858_8)
  p = multiplyAdd(Lanes(repeating: 0.008_375_135), p, r)
  p = multiplyAdd(Lanes(repeating: 0.041_666_217), p, r)
  p = multiplyAdd(Lanes(repeating: 0.166_664_15), p, r)
  p = multiplyAdd(Lanes(repeating: 0.5), p, r)
  p = multiplyAdd(Lanes(repeating: 1), p, r)
  p = multiplyAdd(Lanes(repeating: 1), p, r)
  // 2ⁿ by writing n into the exponent.
  let exponent = (unsafeBitCast(biased, to: IntLanes.self) &+ IntLanes(repeating: 127)) &<< 23
  return p * unsafeBitCast(exponent, to: Lanes.self)
}

/// 1 ÷ (1 + e⁻ˣ)
@_transparent
func logistic(_ x: Lanes) -> Lanes {
  let one = Lanes(repeating: 1)
  return one / (one + exponential(Lanes(repeating: 0) - x))
}

/// The cumulative normal distribution: ½ (1 + erf(x ÷ √2))
@_transparent
func normalCumulative(_ x: Lanes) -> Lanes {
  multiplyAdd(
    Lanes(repeating: 0.5), Lanes(repeating: 0.5), errorFunction(x * 0.707_106_78))
}

/// erf x = x·P(x²) ÷ Q(x²) up to 3.92, beyond which it is ±1 exactly, or the left tail of x Φ(x)
/// would grow with x; relative error 4e-7.
@_transparent
func errorFunction(_ x: Lanes) -> Lanes {
  let t = clamp(x, -3.92, 3.92)
  let z = t * t
  var p = Lanes(repeating: 2.050_073_1e-06)
  p = multiplyAdd(Lanes(repeating: 2.848_829_4e-04), p, z)
  p = multiplyAdd(Lanes(repeating: 3.765_654_3e-03), p, z)
  p = multiplyAdd(Lanes(repeating: 5.274_884_4e-02), p, z)
  p = multiplyAdd(Lanes(repeating: 1.904_074_3e-01), p, z)
  p = multiplyAdd(Lanes(repeating: 1.128_379_1), p, z)
  var q = Lanes(repeating: 3.809_157_7e-05)
  q = multiplyAdd(Lanes(repeating: 1.162_543_2e-03), q, z)
  q = multiplyAdd(Lanes(repeating: 1.496_929_5e-02), q, z)
  q = multiplyAdd(Lanes(repeating: 1.141_095_0e-01), q, z)
  q = multiplyAdd(Lanes(repeating: 5.020_769_2e-01), q, z)
  q = multiplyAdd(Lanes(repeating: 1), q, z)
  let one = Lanes(repeating: 1)
  return (t * p / q).replacing(with: -one, where: x .<= Lanes(repeating: -3.92))
    .replacing(with: one, where: x .>= Lanes(repeating: 3.92))
}

/// tanh x = x·P(x²) ÷ Q(x²) up to 9, beyond which it rounds to ±1; relative error 3e-7.
@_transparent
func hyperbolicTangent(_ x: Lanes) -> Lanes {
  let t = clamp(x, -9, 9)
  let z = t * t
  var p = Lanes(repeating: -8.488_743e-14)
  p = multiplyAdd(Lanes(repeating: 5.277_963e-11), p, z)
  p = multiplyAdd(Lanes(repeating: -2.022_525_97e-08), p, z)
  p = multiplyAdd(Lanes(repeating: 1.115_431_77e-05), p, z)
  p = multiplyAdd(Lanes(repeating: 3.103_957_28e-03), p, z)
  p = multiplyAdd(Lanes(repeating: 0.130_840_108), p, z)
  p = multiplyAdd(Lanes(repeating: 1), p, z)
  var q = Lanes(repeating: 2.546_146_57e-04)
  q = multiplyAdd(Lanes(repeating: 2.449_518_26e-02), q, z)
  q = multiplyAdd(Lanes(repeating: 0.464_173_377), q, z)
  q = multiplyAdd(Lanes(repeating: 1), q, z)
  return t * p / q
}

/// x held between two bounds; NaN stays NaN.
@_transparent
private func clamp(_ x: Lanes, _ low: Float, _ high: Float) -> Lanes {
  let low = Lanes(repeating: low), high = Lanes(repeating: high)
  return x.replacing(with: low, where: x .< low).replacing(with: high, where: x .> high)
}
