import KernelTypes

// 3×3 kernels into the planes that tiles are multiplied with, and their gradients back.

/// u = G·g·Gᵀ for `count` kernels of 3×3: g is [3, 3, count], u is 36 planes of `count`.
@Sendable
func tileKernels(
  _ u: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
  _ count: Int
) {
  withTile { scratch in
    for c in stride(from: 0, to: count, by: laneCount) {
      let lanes = min(laneCount, count - c)
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
    for c in stride(from: 0, to: count, by: laneCount) {
      let lanes = min(laneCount, count - c)
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

/// Room for a tile of vectors.
@_transparent
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
