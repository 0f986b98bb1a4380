import KernelTypes

extension Reference {
  /// The formula of `DotShape`, term by term in its order.
  @Sendable
  func dotProducts(
    _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ shape: DotShape
  ) {
    for p in 0..<shape.planes {
      for i in 0..<shape.rows {
        for j in 0..<shape.columns {
          var sums = [Float](repeating: 0, count: DotShape.partialSums)
          for s in 0..<shape.segments {
            let a = a + p * shape.aPlane + i * shape.aRow + s * shape.aSegment
            let b = b + (j * shape.segments + s) * shape.count
            for k in 0..<shape.count {
              let lane = k % sums.count
              sums[lane] = multiplyAdd(sums[lane], a[k], b[k])
            }
          }
          while sums.count > 1 {
            let half = sums.count / 2
            sums = (0..<half).map { sums[$0] + sums[$0 + half] }
          }
          c[p * shape.cPlane + i * shape.columns + j] = sums[0]
        }
      }
    }
  }
}
