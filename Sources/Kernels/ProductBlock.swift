import CVector
import KernelTypes

/// Some planes strip by strip: as many columns at a time as a block is wide.
@inline(__always)
func strips(
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

/// What all register blocks of one strip of columns share.
private struct ProductBlock {
  private let b: UnsafePointer<Float>
  private let bias: UnsafePointer<Float>
  private let start: ProductStart
  private let finish: ProductFinish
  /// Room for one vector of each row.
  private let scratch: UnsafeMutablePointer<Float>
  /// From the end of one strip's row in B to the next strip's.
  private let gap: Int
  /// Lanes in use in the strip's last vector.
  private let lastLanes: Int
  // What blocks read of the shape, without a detour: a short sum must not wait for its addresses.
  private let groups, segments, count: Int
  private let aRow, aStep, aSegment, aGroup: Int
  private let bStep, bSegment, bGroup: Int
  private let cRow: Int
  private let fetchesAhead: Bool

  init(
    b: UnsafePointer<Float>, bias: UnsafePointer<Float>, start: ProductStart,
    finish: ProductFinish, shape: ProductShape, scratch: UnsafeMutablePointer<Float>, gap: Int,
    lastLanes: Int
  ) {
    (self.b, self.bias, self.start, self.finish) = (b, bias, start, finish)
    (self.scratch, self.gap, self.lastLanes) = (scratch, gap, lastLanes)
    (groups, segments, count) = (shape.groups, shape.segments, shape.count)
    (aRow, aStep, aSegment, aGroup) = (shape.aRow, shape.aStep, shape.aSegment, shape.aGroup)
    (bStep, bSegment, bGroup) = (shape.bStep, shape.bSegment, shape.bGroup)
    cRow = shape.cRow
    fetchesAhead = shape.fetchesAhead
  }

  /// One block of `m` rows and `n` vectors: the sizes become constants here.
  @_transparent
  func run(_ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ m: Int, _ n: Int) {
    if fetchesAhead && m == blockRows && n == blockVectors {
      #if LEVEL_AVX512 || arch(arm64)
        sum(c, a, Rows<12>(), Columns<2>(), Ahead<1>())
      #elseif LEVEL_AVX2
        sum(c, a, Rows<6>(), Columns<2>(), Ahead<1>())
      #else
        sum(c, a, Rows<4>(), Columns<2>(), Ahead<1>())
      #endif
      return
    }
    switch n {
    case 1: runRows(c, a, m, Columns<1>())
    case 2: runRows(c, a, m, Columns<2>())
    default:
      #if LEVEL_AVX512 || arch(arm64)
        switch m {
        case 1: sum(c, a, Rows<1>(), Columns<4>(), Ahead<0>())
        case 2: sum(c, a, Rows<2>(), Columns<4>(), Ahead<0>())
        case 3: sum(c, a, Rows<3>(), Columns<4>(), Ahead<0>())
        case 4: sum(c, a, Rows<4>(), Columns<4>(), Ahead<0>())
        case 5: sum(c, a, Rows<5>(), Columns<4>(), Ahead<0>())
        default: sum(c, a, Rows<6>(), Columns<4>(), Ahead<0>())
        }
      #endif
    }
  }

  @_transparent
  private func runRows<let N: Int>(
    _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ m: Int, _ columns: Columns<N>
  ) {
    switch m {
    case 1: sum(c, a, Rows<1>(), columns, Ahead<0>())
    case 2: sum(c, a, Rows<2>(), columns, Ahead<0>())
    case 3: sum(c, a, Rows<3>(), columns, Ahead<0>())
    case 4: sum(c, a, Rows<4>(), columns, Ahead<0>())
    default:
      #if LEVEL_AVX512 || LEVEL_AVX2 || arch(arm64)
        switch m {
        case 5: sum(c, a, Rows<5>(), columns, Ahead<0>())
        case 6: sum(c, a, Rows<6>(), columns, Ahead<0>())
        default:
          #if LEVEL_AVX512 || arch(arm64)
            switch m {
            case 7: sum(c, a, Rows<7>(), columns, Ahead<0>())
            case 8: sum(c, a, Rows<8>(), columns, Ahead<0>())
            case 9: sum(c, a, Rows<9>(), columns, Ahead<0>())
            case 10: sum(c, a, Rows<10>(), columns, Ahead<0>())
            case 11: sum(c, a, Rows<11>(), columns, Ahead<0>())
            default: sum(c, a, Rows<12>(), columns, Ahead<0>())
            }
          #endif
        }
      #endif
    }
  }

  @inline(never)
  private func sum<let M: Int, let N: Int, let A: Int>(
    _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _: Rows<M>, _: Columns<N>,
    _: Ahead<A>
  ) {
    let cRow = cRow
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

    let aRow = aRow, aStep = aStep, bStep = bStep, gap = gap
    var aGroup = a, bGroup = b
    for _ in 0..<groups {
      var aSegment = aGroup, bSegment = bGroup
      for _ in 0..<segments {
        var a = aSegment, b = bSegment
        if A > 0 {
          vector_prefetch_rows(a + self.aSegment, M, 4 * aRow, count / 16)
        }
        for _ in 0..<count {
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
        aSegment += self.aSegment
        bSegment += self.bSegment
      }
      aGroup += self.aGroup
      bGroup += self.bGroup
    }

    // A last vector that is partly unused goes through `scratch`.
    let isNarrow = lastLanes != laneCount
    let last = isNarrow ? scratch : c + (N - 1) * laneCount
    let lastPitch = isNarrow ? laneCount : cRow
    // What lies below the floor is raised to it: one instruction where there is a rectifier and where
    // there is none.
    var floor = Lanes(repeating: -.infinity)
    if case .relu = finish { floor = Lanes(repeating: 0) }
    for i in 0..<M { for j in 0..<N { sums[i][j] = raised(sums[i][j], floor) } }
    for i in 0..<M {
      for j in 0..<(N - 1) { store(sums[i][j], c + i * cRow + j * laneCount) }
      store(sums[i][N - 1], last + i * lastPitch)
    }
    if isNarrow { keepNarrow(c + (N - 1) * laneCount, rows: M) }
    if case .leakyRelu = finish {
      apply(c, rows: M, columns: (N - 1) * laneCount + lastLanes) { leakyRectified($0) }
    }
  }

  /// Copies a last vector's lanes in use out of `scratch`.
  @inline(never)
  private func keepNarrow(_ c: UnsafeMutablePointer<Float>, rows: Int) {
    for i in 0..<rows {
      for lane in 0..<lastLanes { c[i * cRow + lane] = scratch[i * laneCount + lane] }
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
        let p = c + i * cRow + j
        store(function(load(p, lanes: lanes)), p, lanes: lanes)
      }
    }
  }
}

/// Stores a row of a block. The compiler sees constant indices and leaves the sums in registers.
@_transparent
private func keep<let N: Int>(
  _ sums: InlineArray<N, Lanes>, _ floor: Lanes, _ c: UnsafeMutablePointer<Float>,
  _ last: UnsafeMutablePointer<Float>
) {
  if N > 1 { store(raised(sums[0], floor), c) }
  if N > 2 { store(raised(sums[1], floor), c + laneCount) }
  if N > 3 { store(raised(sums[2], floor), c + 2 * laneCount) }
  store(raised(sums[N - 1], floor), last)
}

/// From a row of B's first vector in a strip to its `j`th, where each strip is `gap` farther than its
/// width. Simple arithmetic: with a division here the compiler unrolls no loop around it.
@_transparent
func stripOffset(_ j: Int, _ gap: Int) -> Int {
  #if LEVEL_AVX512
    j &* laneCount &+ (j &>> 1) &* gap
  #elseif LEVEL_AVX2
    j &* laneCount &+ (j &>> 2) &* gap
  #else
    j &* laneCount &+ (j &>> 3) &* gap
  #endif
}

/// A number of rows, known when the block is compiled.
private struct Rows<let M: Int> {}
/// A number of vectors, known when the block is compiled.
private struct Columns<let N: Int> {}
/// How many segments the rows of A are fetched ahead, 0 or 1, known when the block is compiled.
private struct Ahead<let A: Int> {}
