// The one-dimensional transforms of F(4×4, 3×3) and of its gradient, with the points 0, ±1, ±2 and ∞
// (Lavin and Gray, arXiv 1509.09308). Rows come in pairs that are a sum and a difference.

typealias Six = (Lanes, Lanes, Lanes, Lanes, Lanes, Lanes)
typealias Four = (Lanes, Lanes, Lanes, Lanes)

/// Six vectors, `stride` elements apart.
@_transparent
func keep(_ t: Six, _ p: UnsafeMutablePointer<Float>, _ stride: Int, _ lanes: Int) {
  if lanes == laneCount {
    store(t.0, p)
    store(t.1, p + stride)
    store(t.2, p + 2 * stride)
    store(t.3, p + 3 * stride)
    store(t.4, p + 4 * stride)
    store(t.5, p + 5 * stride)
  } else {
    store(t.0, p, first: lanes)
    store(t.1, p + stride, first: lanes)
    store(t.2, p + 2 * stride, first: lanes)
    store(t.3, p + 3 * stride, first: lanes)
    store(t.4, p + 4 * stride, first: lanes)
    store(t.5, p + 5 * stride, first: lanes)
  }
}

/// Bᵀ·d
@_transparent
func inputTransform(
  _ d0: Lanes, _ d1: Lanes, _ d2: Lanes, _ d3: Lanes, _ d4: Lanes, _ d5: Lanes
) -> Six {
  let near = nearPair(d1, d2, d3, d4), far = farPair(d1, d2, d3, d4)
  let outer = outerPair(d0, d1, d2, d3, d4, d5)
  return (outer.0, near.0, near.1, far.0, far.1, outer.1)
}

/// Rows 1 and 2 of Bᵀ·d.
@_transparent
func nearPair(_ d1: Lanes, _ d2: Lanes, _ d3: Lanes, _ d4: Lanes) -> (Lanes, Lanes) {
  let minusFour = Lanes(repeating: -4)
  let even = multiplyAdd(d4, minusFour, d2), odd = multiplyAdd(d3, minusFour, d1)
  return (even + odd, even - odd)
}

/// Rows 3 and 4.
@_transparent
func farPair(_ d1: Lanes, _ d2: Lanes, _ d3: Lanes, _ d4: Lanes) -> (Lanes, Lanes) {
  let even = d4 - d2, odd = d3 - d1
  return (
    multiplyAdd(even, odd, Lanes(repeating: 2)), multiplyAdd(even, odd, Lanes(repeating: -2))
  )
}

/// Rows 0 and 5.
@_transparent
func outerPair(
  _ d0: Lanes, _ d1: Lanes, _ d2: Lanes, _ d3: Lanes, _ d4: Lanes, _ d5: Lanes
) -> (Lanes, Lanes) {
  // With the differences that `farPair` has, too.
  let minusFour = Lanes(repeating: -4)
  return (
    multiplyAdd(d4 - d2, Lanes(repeating: 4), d0 - d2), multiplyAdd(d5 - d3, minusFour, d3 - d1)
  )
}

/// Aᵀ·m
@_transparent
func outputTransform(
  _ m0: Lanes, _ m1: Lanes, _ m2: Lanes, _ m3: Lanes, _ m4: Lanes, _ m5: Lanes
) -> Four {
  let sum1 = m1 + m2, sum2 = m3 + m4, difference1 = m1 - m2, difference2 = m3 - m4
  return (
    m0 + sum1 + sum2, multiplyAdd(difference1, Lanes(repeating: 2), difference2),
    multiplyAdd(sum1, Lanes(repeating: 4), sum2),
    multiplyAdd(difference1, Lanes(repeating: 8), difference2) + m5
  )
}

/// G′·dy
@_transparent
func gradientTransform(_ d0: Lanes, _ d1: Lanes, _ d2: Lanes, _ d3: Lanes) -> Six {
  let near = nearGradientPair(d0, d1, d2, d3), far = farGradientPair(d0, d1, d2, d3)
  return (d0 * 0.25, near.0, near.1, far.0, far.1, d3)
}

/// Rows 1 and 2 of G′·dy.
@_transparent
func nearGradientPair(
  _ d0: Lanes, _ d1: Lanes, _ d2: Lanes, _ d3: Lanes
) -> (Lanes, Lanes) {
  let even = (d0 + d2) * (-1 / 6), odd = (d1 + d3) * (-1 / 6)
  return (even + odd, even - odd)
}

/// Rows 3 and 4.
@_transparent
func farGradientPair(
  _ d0: Lanes, _ d1: Lanes, _ d2: Lanes, _ d3: Lanes
) -> (Lanes, Lanes) {
  let even = multiplyAdd(d0, Lanes(repeating: 4), d2) * (1 / 24)
  let odd = multiplyAdd(d1, Lanes(repeating: 4), d3) * (1 / 12)
  return (even + odd, even - odd)
}

/// G·g
@_transparent
func kernelTransform(_ g0: Lanes, _ g1: Lanes, _ g2: Lanes) -> Six {
  let even = (g0 + g2) * (-1 / 6), odd = g1 * (-1 / 6)
  let far = multiplyAdd(g0, Lanes(repeating: 4), g2) * (1 / 24), farther = g1 * (1 / 12)
  return (g0 * 0.25, even + odd, even - odd, far + farther, far - farther, g2)
}

/// A′ᵀ·m
@_transparent
func kernelGradientTransform(
  _ m0: Lanes, _ m1: Lanes, _ m2: Lanes, _ m3: Lanes, _ m4: Lanes, _ m5: Lanes
) -> (Lanes, Lanes, Lanes) {
  let sum1 = m1 + m2, sum2 = m3 + m4
  return (
    m0 + sum1 + sum2, multiplyAdd(m1 - m2, Lanes(repeating: 2), m3 - m4),
    multiplyAdd(sum1, Lanes(repeating: 4), sum2) + m5
  )
}
