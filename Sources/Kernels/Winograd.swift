import KernelTypes

// F(4×4, 3×3) with the points 0, ±1, ±2 and ∞: 36 multiplications for 16 outputs, a quarter of the
// direct convolution's. Each transform is a product with a small matrix from both sides; a tile of
// vectors on the stack holds what lies between the two.

/// v = Bᵀ·x·B of each tile: 6×6 pixels of x, four apart, into 36 planes.
@Sendable
func tileInput(
  _ v: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>,
  _ row: TileRow
) {
  withTile { scratch in
    for tile in 0..<row.tiles {
      let x = x + tile * 4 * row.channels, v = v + tile * row.channels
      forEachVector(row.channels) { c, lanes in
        for j in 0..<6 {
          let p = x + j * row.channels + c
          let t = inputTransform(
            load(p, lanes: lanes), load(p + row.pitch, lanes: lanes),
            load(p + 2 * row.pitch, lanes: lanes), load(p + 3 * row.pitch, lanes: lanes),
            load(p + 4 * row.pitch, lanes: lanes), load(p + 5 * row.pitch, lanes: lanes))
          keep(t, scratch + j * laneCount, 6 * laneCount, laneCount)
        }
        for i in 0..<6 {
          let s = scratch + i * 6 * laneCount
          let t = inputTransform(
            load(s), load(s + laneCount), load(s + 2 * laneCount), load(s + 3 * laneCount),
            load(s + 4 * laneCount), load(s + 5 * laneCount))
          keep(t, v + i * 6 * row.plane + c, row.plane, lanes)
        }
      }
    }
  }
}

/// y = f(Aᵀ·m·A + bias) of each tile: 36 planes into 4×4 pixels of y.
@Sendable
func tileOutput(
  _ y: UnsafeMutablePointer<Float>, _ m: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
  _ start: ProductStart, _ finish: ProductFinish, _ row: TileRow
) {
  withTile { scratch in
    for tile in 0..<row.tiles {
      let y = y + tile * 4 * row.channels, m = m + tile * row.channels
      let columns = min(4, row.width - tile * 4)
      forEachVector(row.channels) { c, lanes in
        for j in 0..<6 {
          let p = m + j * row.plane + c
          let s = scratch + j * laneCount
          let t = outputTransform(
            load(p, lanes: lanes), load(p + 6 * row.plane, lanes: lanes),
            load(p + 12 * row.plane, lanes: lanes), load(p + 18 * row.plane, lanes: lanes),
            load(p + 24 * row.plane, lanes: lanes), load(p + 30 * row.plane, lanes: lanes))
          store(t.0, s)
          store(t.1, s + 6 * laneCount)
          store(t.2, s + 12 * laneCount)
          store(t.3, s + 18 * laneCount)
        }
        var offset = Lanes(repeating: 0)
        if case .bias = start { offset = load(bias + c, lanes: lanes) }
        for i in 0..<min(4, row.height) {
          let s = scratch + i * 6 * laneCount
          let t = outputTransform(
            load(s), load(s + laneCount), load(s + 2 * laneCount), load(s + 3 * laneCount),
            load(s + 4 * laneCount), load(s + 5 * laneCount))
          let p = y + i * row.pitch + c
          store(finished(t.0 + offset, finish), p, lanes: lanes)
          if columns > 1 { store(finished(t.1 + offset, finish), p + row.channels, lanes: lanes) }
          if columns > 2 {
            store(finished(t.2 + offset, finish), p + 2 * row.channels, lanes: lanes)
          }
          if columns > 3 {
            store(finished(t.3 + offset, finish), p + 3 * row.channels, lanes: lanes)
          }
        }
      }
    }
  }
}

/// d = G′·dy·G′ᵀ of each tile: 4×4 pixels of dy into 36 planes.
@Sendable
func tileGradient(
  _ d: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>,
  _ row: TileRow
) {
  withTile { scratch in
    for tile in 0..<row.tiles {
      let dy = dy + tile * 4 * row.channels, d = d + tile * row.channels
      forEachVector(row.channels) { c, lanes in
        for j in 0..<4 {
          let p = dy + j * row.channels + c
          let t = gradientTransform(
            load(p, lanes: lanes), load(p + row.pitch, lanes: lanes),
            load(p + 2 * row.pitch, lanes: lanes), load(p + 3 * row.pitch, lanes: lanes))
          keep(t, scratch + j * laneCount, 4 * laneCount, laneCount)
        }
        for i in 0..<6 {
          let s = scratch + i * 4 * laneCount
          let t = gradientTransform(
            load(s), load(s + laneCount), load(s + 2 * laneCount), load(s + 3 * laneCount))
          keep(t, d + i * 6 * row.plane + c, row.plane, lanes)
        }
      }
    }
  }
}

/// u = G·g·Gᵀ for `count` kernels of 3×3: g is [3, 3, count], u is 36 planes of `count`.
@Sendable
func tileKernels(
  _ u: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
  _ count: Int
) {
  withTile { scratch in
    forEachVector(count) { c, lanes in
      for j in 0..<3 {
        let p = g + j * count + c
        let t = kernelTransform(
          load(p, lanes: lanes), load(p + 3 * count, lanes: lanes),
          load(p + 6 * count, lanes: lanes))
        keep(t, scratch + j * laneCount, 3 * laneCount, laneCount)
      }
      for i in 0..<6 {
        let s = scratch + i * 3 * laneCount
        let t = kernelTransform(load(s), load(s + laneCount), load(s + 2 * laneCount))
        keep(t, u + i * 6 * count + c, count, lanes)
      }
    }
  }
}

/// dg = A′ᵀ·du·A′ for `count` kernels: 36 planes of `count` into [3, 3, count].
@Sendable
func tileKernelGradients(
  _ dg: UnsafeMutablePointer<Float>, _ du: UnsafePointer<Float>,
  _ count: Int
) {
  withTile { scratch in
    forEachVector(count) { c, lanes in
      for j in 0..<6 {
        let p = du + j * count + c
        let t = kernelGradientTransform(
          load(p, lanes: lanes), load(p + 6 * count, lanes: lanes),
          load(p + 12 * count, lanes: lanes), load(p + 18 * count, lanes: lanes),
          load(p + 24 * count, lanes: lanes), load(p + 30 * count, lanes: lanes))
        let s = scratch + j * laneCount
        store(t.0, s)
        store(t.1, s + 6 * laneCount)
        store(t.2, s + 12 * laneCount)
      }
      for i in 0..<3 {
        let s = scratch + i * 6 * laneCount
        let t = kernelGradientTransform(
          load(s), load(s + laneCount), load(s + 2 * laneCount), load(s + 3 * laneCount),
          load(s + 4 * laneCount), load(s + 5 * laneCount))
        let p = dg + i * 3 * count + c
        store(t.0, p, lanes: lanes)
        store(t.1, p + count, lanes: lanes)
        store(t.2, p + 2 * count, lanes: lanes)
      }
    }
  }
}

private typealias Six = (Lanes, Lanes, Lanes, Lanes, Lanes, Lanes)

/// Room for a tile of vectors.
@inline(__always)
private func withTile(_ body: (UnsafeMutablePointer<Float>) -> Void) {
  var tile = TileStorage()
  withUnsafeMutableBytes(of: &tile) { bytes in
    if let base = bytes.baseAddress { body(base.assumingMemoryBound(to: Float.self)) }
  }
}

/// 36 vectors. Filled once per call, not once per tile.
private struct TileStorage {
  var vectors = InlineArray<36, Lanes> { _ in Lanes(repeating: 0) }
}

/// Six vectors, `stride` elements apart.
@inline(__always)
private func keep(_ t: Six, _ p: UnsafeMutablePointer<Float>, _ stride: Int, _ lanes: Int) {
  store(t.0, p, lanes: lanes)
  store(t.1, p + stride, lanes: lanes)
  store(t.2, p + 2 * stride, lanes: lanes)
  store(t.3, p + 3 * stride, lanes: lanes)
  store(t.4, p + 4 * stride, lanes: lanes)
  store(t.5, p + 5 * stride, lanes: lanes)
}

/// Bᵀ·d
@inline(__always)
private func inputTransform(
  _ d0: Lanes, _ d1: Lanes, _ d2: Lanes, _ d3: Lanes, _ d4: Lanes, _ d5: Lanes
) -> Six {
  let minusFour = Lanes(repeating: -4), four = Lanes(repeating: 4)
  let even = multiplyAdd(d4, minusFour, d2), odd = multiplyAdd(d3, minusFour, d1)
  let near = d4 - d2, twice = (d3 - d1) * 2
  return (
    multiplyAdd(near, four, d0 - d2), even + odd, even - odd, near + twice, near - twice,
    multiplyAdd(d5 - d3, four, d1 - d3)
  )
}

/// Aᵀ·m
@inline(__always)
private func outputTransform(
  _ m0: Lanes, _ m1: Lanes, _ m2: Lanes, _ m3: Lanes, _ m4: Lanes, _ m5: Lanes
) -> (Lanes, Lanes, Lanes, Lanes) {
  let sum1 = m1 + m2, sum2 = m3 + m4, difference1 = m1 - m2, difference2 = m3 - m4
  return (
    m0 + sum1 + sum2, multiplyAdd(difference1, Lanes(repeating: 2), difference2),
    multiplyAdd(sum1, Lanes(repeating: 4), sum2),
    multiplyAdd(difference1, Lanes(repeating: 8), difference2) + m5
  )
}

/// G′·dy
@inline(__always)
private func gradientTransform(_ d0: Lanes, _ d1: Lanes, _ d2: Lanes, _ d3: Lanes) -> Six {
  let even = (d0 + d2) * (-1 / 6), odd = (d1 + d3) * (-1 / 6)
  let far = multiplyAdd(d0, Lanes(repeating: 4), d2) * (1 / 24)
  let farther = multiplyAdd(d1, Lanes(repeating: 4), d3) * (1 / 12)
  return (d0 * 0.25, even + odd, even - odd, far + farther, far - farther, d3)
}

/// G·g
@inline(__always)
private func kernelTransform(_ g0: Lanes, _ g1: Lanes, _ g2: Lanes) -> Six {
  let even = (g0 + g2) * (-1 / 6), odd = g1 * (-1 / 6)
  let far = multiplyAdd(g0, Lanes(repeating: 4), g2) * (1 / 24), farther = g1 * (1 / 12)
  return (g0 * 0.25, even + odd, even - odd, far + farther, far - farther, g2)
}

/// A′ᵀ·m
@inline(__always)
private func kernelGradientTransform(
  _ m0: Lanes, _ m1: Lanes, _ m2: Lanes, _ m3: Lanes, _ m4: Lanes, _ m5: Lanes
) -> (Lanes, Lanes, Lanes) {
  let sum1 = m1 + m2, sum2 = m3 + m4
  return (
    m0 + sum1 + sum2, multiplyAdd(m1 - m2, Lanes(repeating: 2), m3 - m4),
    multiplyAdd(sum1, Lanes(repeating: 4), sum2) + m5
  )
}

@inline(__always)
private func finished(_ x: Lanes, _ finish: ProductFinish) -> Lanes {
  switch finish {
  case .none: x
  case .relu: rectified(x)
  case .leakyRelu: leakyRectified(x)
  }
}
