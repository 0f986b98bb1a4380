import KernelTypes

// A·B in register blocks of M rows by N vectors. Each block keeps its M·N sums in registers over
// the whole of s and k; a step loads N vectors of B, broadcasts M numbers of A and multiplies. With
// two loads and two multiply-adds a cycle, N ≥ 2 and M·N ≥ 8 keep the multipliers busy
// (12×2: 240 of 247 GFLOP/s on one core of an AMD EPYC, Zen 5, 2026-11-23).

#if LEVEL_AVX512 || arch(arm64)
  // 32 registers: 24 sums, 2 of B, 1 of A.
  let blockRows = 12
  let blockVectors = 2
  let narrowRows = 6
  private typealias RowSums = InlineArray<16, Lanes>
#elseif LEVEL_AVX2
  // 16 registers: 12 sums, 2 of B, 1 of A.
  let blockRows = 6
  let blockVectors = 2
  let narrowRows = 0
  private typealias RowSums = InlineArray<8, Lanes>
#else
  // 16 registers, and one more for each product not yet added.
  let blockRows = 4
  let blockVectors = 2
  let narrowRows = 0
  private typealias RowSums = InlineArray<8, Lanes>
#endif

/// Vectors of a single row.
@inline(__always) var rowVectors: Int { RowSums.count }

@Sendable
func product(
  _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ bias: UnsafePointer<Float>, _ start: ProductStart, _ finish: ProductFinish,
  _ shape: ProductShape
) {
  withUnsafeTemporaryAllocation(of: Lanes.self, capacity: blockRows) { room in
    guard let base = room.baseAddress else { return }
    let scratch = UnsafeMutableRawPointer(base).assumingMemoryBound(to: Float.self)
    if shape.bPlane == 0 {
      strips(c, a, b, bias, start, finish, shape, 0..<shape.planes, scratch: scratch)
    } else {
      // Each plane reads another B: all strips of one before the next, while its A is in the cache.
      for plane in 0..<shape.planes {
        strips(
          c, a, b + plane * shape.bPlane, bias, start, finish, shape, plane..<plane + 1,
          scratch: scratch)
      }
    }
  }
}

/// A single row of C, `rowVectors` vectors of it: what a batch of one image makes of a dense layer. B is
/// read once and is what takes the time, so it is read in long pieces.
@inline(never)
func singleRow(
  _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ bias: UnsafePointer<Float>, _ start: ProductStart, _ finish: ProductFinish,
  _ shape: ProductShape, gap: Int
) {
  var sums = RowSums { _ in Lanes(repeating: 0) }
  switch start {
  case .zero: break
  case .current: for j in 0..<rowVectors { sums[j] = load(c + j * laneCount) }
  case .bias: for j in 0..<rowVectors { sums[j] = load(bias + j * laneCount) }
  }
  for g in 0..<shape.groups {
    for s in 0..<shape.segments {
      var a = a + g * shape.aGroup + s * shape.aSegment
      var b = b + g * shape.bGroup + s * shape.bSegment
      for _ in 0..<shape.count {
        let factor = Lanes(repeating: a[0])
        for j in 0..<rowVectors {
          sums[j] = multiplyAdd(sums[j], factor, load(b + stripOffset(j, gap)))
        }
        a += shape.aStep
        b += shape.bStep
      }
    }
  }
  for j in 0..<rowVectors { store(finished(sums[j], finish), c + j * laneCount) }
}
