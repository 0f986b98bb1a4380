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
    withUnsafePointer(to: shape) { shape in
      if shape.pointee.bPlane == 0 {
        strips(c, a, b, bias, start, finish, shape, 0..<shape.pointee.planes, scratch: scratch)
      } else {
        // Each plane reads another B: all strips of one before the next, while its A is in the cache.
        for plane in 0..<shape.pointee.planes {
          strips(
            c, a, b + plane * shape.pointee.bPlane, bias, start, finish, shape, plane..<plane + 1,
            scratch: scratch)
        }
      }
    }
  }
}

/// Some planes strip by strip: as many columns at a time as a block is wide.
@inline(__always)
private func strips(
  _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ bias: UnsafePointer<Float>, _ start: ProductStart, _ finish: ProductFinish,
  _ pointer: UnsafePointer<ProductShape>, _ planes: Range<Int>,
  scratch: UnsafeMutablePointer<Float>
) {
  let rows = pointer.pointee.rows, columns = pointer.pointee.columns
  let bStrip = pointer.pointee.bStrip
  var column = 0
  while column < columns {
    let vectors = (columns - column + laneCount - 1) / laneCount
    if rows == 1 && columns - column >= rowVectors * laneCount {
      for plane in planes {
        singleRow(
          c + plane * pointer.pointee.cPlane + column, a + plane * pointer.pointee.aPlane,
          b + column / ProductShape.strip * bStrip + column % ProductShape.strip, bias + column,
          start, finish, pointer.pointee)
      }
      column += rowVectors * laneCount
      continue
    }
    let wide = rows <= narrowRows && vectors >= 4
    let n = wide ? 4 : min(vectors, blockVectors)
    let job = BlockJob(
      c: c + column, a: a,
      b: b + column / ProductShape.strip * bStrip + column % ProductShape.strip,
      bias: bias + column, start: start, finish: finish, pointer: pointer, scratch: scratch,
      lastLanes: min(laneCount, columns - column - (n - 1) * laneCount))
    for plane in planes {
      // Blocks of nearly equal height: 16 rows are 8 + 8, not 12 + 4.
      let limit = wide ? narrowRows : blockRows
      var row = 0
      var blocks = (rows + limit - 1) / limit
      while row < rows {
        let m = (rows - row + blocks - 1) / blocks
        job.run(plane, row, m, n)
        row += m
        blocks -= 1
      }
    }
    column += n * laneCount
  }
}

/// From a row of B's first vector in a strip to its `j`th, where each strip is `gap` farther than its
/// width. Simple arithmetic: with a division here the compiler unrolls no loop around it.
@_transparent
private func stripOffset(_ j: Int, _ gap: Int) -> Int {
  #if LEVEL_AVX512
    j &* laneCount &+ (j &>> 1) &* gap
  #elseif LEVEL_AVX2
    j &* laneCount &+ (j &>> 2) &* gap
  #else
    j &* laneCount &+ (j &>> 3) &* gap
  #endif
}

/// A single row of C, `rowVectors` vectors of it: what a batch of one image makes of a dense layer. B is
/// read once and is what takes the time, so it is read in long pieces.
@inline(never)
private func singleRow(
  _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ bias: UnsafePointer<Float>, _ start: ProductStart, _ finish: ProductFinish,
  _ shape: ProductShape
) {
  var sums = RowSums { _ in Lanes(repeating: 0) }
  let gap = shape.bStrip - ProductShape.strip
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

/// What all blocks of one strip of columns share.
private struct BlockJob {
  let c: UnsafeMutablePointer<Float>
  let a: UnsafePointer<Float>
  let b: UnsafePointer<Float>
  let bias: UnsafePointer<Float>
  let start: ProductStart
  let finish: ProductFinish
  let pointer: UnsafePointer<ProductShape>
  /// Room for one vector of each row.
  let scratch: UnsafeMutablePointer<Float>
  /// Lanes in use in the strip's last vector.
  let lastLanes: Int

  private var shape: ProductShape {
    @_transparent _read { yield pointer.pointee }
  }

  /// One block of `m` rows and `n` vectors: the sizes become constants here.
  @_transparent
  func run(_ plane: Int, _ row: Int, _ m: Int, _ n: Int) {
    switch n {
    case 1: runRows(plane, row, m, Columns<1>())
    case 2: runRows(plane, row, m, Columns<2>())
    default:
      #if LEVEL_AVX512 || arch(arm64)
        switch m {
        case 1: block(plane, row, Rows<1>(), Columns<4>())
        case 2: block(plane, row, Rows<2>(), Columns<4>())
        case 3: block(plane, row, Rows<3>(), Columns<4>())
        case 4: block(plane, row, Rows<4>(), Columns<4>())
        case 5: block(plane, row, Rows<5>(), Columns<4>())
        default: block(plane, row, Rows<6>(), Columns<4>())
        }
      #endif
    }
  }

  @_transparent
  func runRows<let N: Int>(_ plane: Int, _ row: Int, _ m: Int, _ columns: Columns<N>) {
    switch m {
    case 1: block(plane, row, Rows<1>(), columns)
    case 2: block(plane, row, Rows<2>(), columns)
    case 3: block(plane, row, Rows<3>(), columns)
    case 4: block(plane, row, Rows<4>(), columns)
    default:
      #if LEVEL_AVX512 || LEVEL_AVX2 || arch(arm64)
        switch m {
        case 5: block(plane, row, Rows<5>(), columns)
        case 6: block(plane, row, Rows<6>(), columns)
        default:
          #if LEVEL_AVX512 || arch(arm64)
            switch m {
            case 7: block(plane, row, Rows<7>(), columns)
            case 8: block(plane, row, Rows<8>(), columns)
            case 9: block(plane, row, Rows<9>(), columns)
            case 10: block(plane, row, Rows<10>(), columns)
            case 11: block(plane, row, Rows<11>(), columns)
            default: block(plane, row, Rows<12>(), columns)
            }
          #endif
        }
      #endif
    }
  }

  @inline(never)
  func block<let M: Int, let N: Int>(_ plane: Int, _ row: Int, _: Rows<M>, _: Columns<N>) {
    let c = self.c + plane * shape.cPlane + row * shape.cRow
    let cRow = shape.cRow
    // Loops over `sums` must be so small that the compiler unrolls them: an index known only at run
    // time would move the sums from registers to memory, a factor of three.
    var sums = InlineArray<M, InlineArray<N, Lanes>> { _ in
      InlineArray(repeating: Lanes(repeating: 0))
    }
    switch start {
    case .zero: break
    case .current:
      for i in 0..<M { for j in 0..<N { sums[i][j] = load(c + i * cRow + j * laneCount) } }
    case .bias:
      for i in 0..<M { for j in 0..<N { sums[i][j] = load(bias + j * laneCount) } }
    }

    let aRow = shape.aRow, aStep = shape.aStep, bStep = shape.bStep
    let gap = shape.bStrip - ProductShape.strip
    for g in 0..<shape.groups {
      for s in 0..<shape.segments {
        var a = self.a + plane * shape.aPlane + row * aRow + g * shape.aGroup + s * shape.aSegment
        var b = self.b + g * shape.bGroup + s * shape.bSegment
        for _ in 0..<shape.count {
          var factors = InlineArray<N, Lanes>(repeating: Lanes(repeating: 0))
          for j in 0..<N {
            factors[j] = load(b + (N > blockVectors ? stripOffset(j, gap) : j * laneCount))
          }
          for i in 0..<M {
            let factor = Lanes(repeating: a[i * aRow])
            for j in 0..<N { sums[i][j] = multiplyAdd(sums[i][j], factor, factors[j]) }
          }
          a += aStep
          b += bStep
        }
      }
    }

    // A last vector that is partly unused goes through `scratch`.
    let isNarrow = lastLanes != laneCount
    let last = isNarrow ? scratch : c + (N - 1) * laneCount
    let lastPitch = isNarrow ? laneCount : cRow
    for i in 0..<M {
      for j in 0..<(N - 1) { store(sums[i][j], c + i * cRow + j * laneCount) }
      store(sums[i][N - 1], last + i * lastPitch)
    }
    if isNarrow {
      for i in 0..<M {
        for lane in 0..<lastLanes {
          c[i * cRow + (N - 1) * laneCount + lane] = scratch[i * laneCount + lane]
        }
      }
    }
    let columns = (N - 1) * laneCount + lastLanes
    switch finish {
    case .none: break
    case .relu: apply(c, rows: M, columns: columns) { rectified($0) }
    case .leakyRelu: apply(c, rows: M, columns: columns) { leakyRectified($0) }
    }
  }

  /// Applies a function to a block just stored.
  @_transparent
  private func apply(
    _ c: UnsafeMutablePointer<Float>, rows: Int, columns: Int, _ function: (Lanes) -> Lanes
  ) {
    for i in 0..<rows {
      for j in stride(from: 0, to: columns, by: laneCount) {
        let lanes = min(laneCount, columns - j)
        let p = c + i * shape.cRow + j
        store(function(load(p, lanes: lanes)), p, lanes: lanes)
      }
    }
  }
}

/// f(x)
@_transparent
func finished(_ x: Lanes, _ finish: ProductFinish) -> Lanes {
  switch finish {
  case .none: x
  case .relu: rectified(x)
  case .leakyRelu: leakyRectified(x)
  }
}

/// A number of rows, known when the block is compiled.
private struct Rows<let M: Int> {}
/// A number of vectors, known when the block is compiled.
private struct Columns<let N: Int> {}
