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
@inline(__always) private var rowVectors: Int { RowSums.count }

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

/// Some planes strip by strip: as many columns at a time as a block is wide.
@inline(__always)
private func strips(
  _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ bias: UnsafePointer<Float>, _ start: ProductStart, _ finish: ProductFinish,
  _ shape: ProductShape, _ planes: Range<Int>, scratch: UnsafeMutablePointer<Float>
) {
  let rows = shape.rows, columns = shape.columns, strip = ProductShape.strip
  var column = 0
  while column < columns {
    let vectors = (columns - column + laneCount - 1) / laneCount
    let b = b + column / strip * shape.bStrip + column % strip
    if rows == 1 && columns - column >= rowVectors * laneCount {
      for plane in planes {
        singleRow(
          c + plane * shape.cPlane + column, a + plane * shape.aPlane, b, bias + column, start,
          finish, shape, gap: shape.bStrip - strip)
      }
      column += rowVectors * laneCount
      continue
    }
    let wide = rows <= narrowRows && vectors >= 4
    let n = wide ? 4 : min(vectors, blockVectors)
    let block = ProductBlock(
      b: b, bias: bias + column, start: start, finish: finish, shape: shape, scratch: scratch,
      gap: shape.bStrip - strip, lastLanes: min(laneCount, columns - column - (n - 1) * laneCount))
    for plane in planes {
      // Blocks of nearly equal height: 16 rows are 8 + 8, not 12 + 4.
      let limit = wide ? narrowRows : blockRows
      var c = c + plane * shape.cPlane + column, a = a + plane * shape.aPlane
      var left = rows
      var blocks = (rows + limit - 1) / limit
      while left > 0 {
        let m = (left + blocks - 1) / blocks
        block.run(c, a, m, n)
        c += m * shape.cRow
        a += m * shape.aRow
        left -= m
        blocks -= 1
      }
    }
    column += n * laneCount
  }
}

/// A single row of C, `rowVectors` vectors of it: what a batch of one image makes of a dense layer. B is
/// read once and is what takes the time, so it is read in long pieces.
@inline(never)
private func singleRow(
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
