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
#elseif LEVEL_AVX2
  // 16 registers: 12 sums, 2 of B, 1 of A.
  let blockRows = 6
  let blockVectors = 2
  let narrowRows = 0
#else
  // 16 registers, and one more for each product not yet added.
  let blockRows = 4
  let blockVectors = 2
  let narrowRows = 0
#endif

@Sendable
func product(
  _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ bias: UnsafePointer<Float>, _ start: ProductStart, _ finish: ProductFinish,
  _ shape: ProductShape
) {
  var column = 0
  while column < shape.columns {
    let vectors = (shape.columns - column + laneCount - 1) / laneCount
    let wide = shape.rows <= narrowRows && vectors >= 4
    let n = wide ? 4 : min(vectors, blockVectors)
    let job = BlockJob(
      c: c + column, a: a, b: b + column, bias: bias + column, start: start, finish: finish,
      shape: shape, lastLanes: min(laneCount, shape.columns - column - (n - 1) * laneCount))
    for plane in 0..<shape.planes {
      // Blocks of nearly equal height: 16 rows are 8 + 8, not 12 + 4.
      let limit = wide ? narrowRows : blockRows
      var row = 0
      var blocks = (shape.rows + limit - 1) / limit
      while row < shape.rows {
        let m = (shape.rows - row + blocks - 1) / blocks
        job.run(plane, row, m, n)
        row += m
        blocks -= 1
      }
    }
    column += n * laneCount
  }
}

/// What all blocks of one strip of columns share.
private struct BlockJob {
  let c: UnsafeMutablePointer<Float>
  let a: UnsafePointer<Float>
  let b: UnsafePointer<Float>
  let bias: UnsafePointer<Float>
  let start: ProductStart
  let finish: ProductFinish
  let shape: ProductShape
  /// Lanes in use in the strip's last vector.
  let lastLanes: Int

  /// One block of `m` rows and `n` vectors: the sizes become constants here.
  @inline(__always)
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

  @inline(__always)
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
    var sums = InlineArray<M, InlineArray<N, Lanes>>(
      repeating: InlineArray(repeating: Lanes(repeating: 0)))
    switch start {
    case .zero: break
    case .current:
      for i in 0..<M {
        for j in 0..<N { sums[i][j] = load(c + i * shape.cRow + j * laneCount) }
      }
    case .bias:
      for i in 0..<M { for j in 0..<N { sums[i][j] = load(bias + j * laneCount) } }
    }

    let aRow = shape.aRow, aStep = shape.aStep, bStep = shape.bStep
    for s in 0..<shape.segments {
      var a = self.a + plane * shape.aPlane + row * aRow + s * shape.aSegment
      var b = self.b + s * shape.bSegment
      for _ in 0..<shape.count {
        var factors = InlineArray<N, Lanes>(repeating: Lanes(repeating: 0))
        for j in 0..<N { factors[j] = load(b + j * laneCount) }
        for i in 0..<M {
          let factor = Lanes(repeating: a[i * aRow])
          for j in 0..<N { sums[i][j] = multiplyAdd(sums[i][j], factor, factors[j]) }
        }
        a += aStep
        b += bStep
      }
    }

    switch finish {
    case .none: break
    case .relu:
      for i in 0..<M { for j in 0..<N { sums[i][j] = rectified(sums[i][j]) } }
    case .leakyRelu:
      for i in 0..<M { for j in 0..<N { sums[i][j] = leakyRectified(sums[i][j]) } }
    }
    if lastLanes == laneCount {
      for i in 0..<M { for j in 0..<N { store(sums[i][j], c + i * shape.cRow + j * laneCount) } }
    } else {
      for i in 0..<M {
        for j in 0..<(N - 1) { store(sums[i][j], c + i * shape.cRow + j * laneCount) }
        store(sums[i][N - 1], c + i * shape.cRow + (N - 1) * laneCount, first: lastLanes)
      }
    }
  }
}

/// A number of rows, known when the block is compiled.
private struct Rows<let M: Int> {}
/// A number of vectors, known when the block is compiled.
private struct Columns<let N: Int> {}
