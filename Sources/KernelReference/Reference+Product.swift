import KernelTypes

extension Reference {
  /// The formula of `ProductShape`, term by term in its order.
  @Sendable
  func product(
    _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ bias: UnsafePointer<Float>, _ start: ProductStart, _ finish: ProductFinish,
    _ shape: ProductShape
  ) {
    for p in 0..<shape.planes {
      for i in 0..<shape.rows {
        for j in 0..<shape.columns {
          let place = p * shape.cPlane + i * shape.cRow + j
          var sum: Float =
            switch start {
            case .zero: 0
            case .current: c[place]
            case .bias: bias[j]
            }
          let strip = j / ProductShape.strip * shape.bStrip + j % ProductShape.strip
          for g in 0..<shape.groups {
            for s in 0..<shape.segments {
              let a =
                a + p * shape.aPlane + g * shape.aGroup + s * shape.aSegment + i * shape.aRow
              let b = b + p * shape.bPlane + g * shape.bGroup + s * shape.bSegment + strip
              for k in 0..<shape.count {
                sum = multiplyAdd(sum, a[k * shape.aStep], b[k * shape.bStep])
              }
            }
          }
          c[place] =
            switch finish {
            case .none: sum
            case .relu: rectified(sum)
            case .leakyRelu: leakyRectified(sum)
            }
        }
      }
    }
  }

  @Sendable
  func multiplyAdds(_ rounds: Int) -> Float {
    var sum: Float = 0
    for _ in 0..<rounds { sum = multiplyAdd(sum, 1 + Float(rounds & 1), 0.5) }
    return sum
  }
}
