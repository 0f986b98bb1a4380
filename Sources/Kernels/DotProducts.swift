import CVector
import KernelTypes

// What `product` cannot do well: C of so few columns that most lanes would idle. A vector holds terms of
// one sum here; a block of rows × columns of such vectors stays in registers over all of s and k.

#if LEVEL_AVX512
  // 32 registers: 24 sums, 4 of B at most, 1 of A.
  private typealias Partials = InlineArray<1, Lanes>
#elseif LEVEL_AVX2
  // 16 registers: 12 to 16 of sums.
  private typealias Partials = InlineArray<2, Lanes>
#else
  private typealias Partials = InlineArray<4, Lanes>
#endif

@Sendable
func dotProducts(
  _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ shape: DotShape
) {
  switch shape.columns {
  case 1: planes(c, a, b, shape, Count<1>())
  case 2: planes(c, a, b, shape, Count<2>())
  case 3: planes(c, a, b, shape, Count<3>())
  default: planes(c, a, b, shape, Count<4>())
  }
}

@_transparent
private func planes<let N: Int>(
  _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ shape: DotShape, _ columns: Count<N>
) {
  for plane in 0..<shape.planes {
    let c = c + plane * shape.cPlane, a = a + plane * shape.aPlane
    var row = 0
    #if LEVEL_AVX512
      if N == 4 {
        blocks(c, a, b, shape, &row, Count<6>(), columns)
      } else {
        blocks(c, a, b, shape, &row, Count<8>(), columns)
      }
    #elseif LEVEL_AVX2
      blocks(c, a, b, shape, &row, Count<2>(), columns)
    #endif
    blocks(c, a, b, shape, &row, Count<1>(), columns)
  }
}

/// As many blocks as fit from `row` on.
@_transparent
private func blocks<let M: Int, let N: Int>(
  _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ shape: DotShape, _ row: inout Int, _ rows: Count<M>, _ columns: Count<N>
) {
  while row + M <= shape.rows {
    block(c + row * N, a + row * shape.aRow, b, shape, rows, columns)
    row += M
  }
}

/// M rows of N columns.
@inline(never)
private func block<let M: Int, let N: Int>(
  _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ shape: DotShape, _: Count<M>, _: Count<N>
) {
  var sums = InlineArray<M, InlineArray<N, Partials>> { _ in
    InlineArray(repeating: Partials(repeating: Lanes(repeating: 0)))
  }
  let aRow = shape.aRow, length = shape.segments * shape.count
  var aSegment = a, b = b
  for _ in 0..<shape.segments {
    var a = aSegment
    var left = shape.count
    while left > 0 {
      for part in 0..<Partials.count {
        var factors = InlineArray<N, Lanes>(repeating: Lanes(repeating: 0))
        for j in 0..<N { factors[j] = load(b + j * length + part * laneCount) }
        for i in 0..<M {
          let terms = load(a + i * aRow + part * laneCount)
          for j in 0..<N { sums[i][j][part] = multiplyAdd(sums[i][j][part], terms, factors[j]) }
        }
      }
      a += Partials.count * laneCount
      b += Partials.count * laneCount
      left -= Partials.count * laneCount
    }
    aSegment += shape.aSegment
  }
  withUnsafeBytes(of: &sums) { bytes in
    guard let base = bytes.baseAddress else { return }
    #if LEVEL_AVX512
      if M * N % 8 == 0 {
        for i in stride(from: 0, to: M * N, by: 8) { vector_sums_8(base + 64 * i, c + i) }
        return
      }
    #endif
    for i in 0..<(M * N) { c[i] = vector_sum(base + 64 * i) }
  }
}

/// A number of rows or columns, known when the block is compiled.
private struct Count<let N: Int> {}
