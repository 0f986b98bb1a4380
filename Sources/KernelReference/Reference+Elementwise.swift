import KernelTypes

extension Reference {
  @Sendable
  func convertPixels(
    _ y: UnsafeMutablePointer<Float>, _ bytes: UnsafePointer<UInt8>, _ scale: Float, _ count: Int
  ) {
    for i in 0..<count { y[i] = Float(bytes[i]) * scale }
  }

  /// The mask of `DropoutStream.bits`, element by element.
  @Sendable
  func dropout(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ stream: DropoutStream,
    _ first: UInt32, _ count: Int
  ) {
    for i in 0..<count {
      let element = first &+ UInt32(truncatingIfNeeded: i)
      let isDropped = DropoutStream.bits(key: stream.key, element: element) < stream.threshold
      y[i] = isDropped ? 0 : x[i] * stream.scale
    }
  }

  @Sendable
  func addColumnSums(
    _ sums: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ pitch: Int, _ rows: Int,
    _ columns: Int
  ) {
    for i in 0..<rows {
      for j in 0..<columns { sums[j] += x[i * pitch + j] }
    }
  }

  @Sendable
  func add(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ count: Int) {
    for i in 0..<count { y[i] += x[i] }
  }

  @Sendable
  func transpose(
    _ to: UnsafeMutablePointer<Float>, _ from: UnsafePointer<Float>, _ toPitch: Int,
    _ fromPitch: Int, _ rows: Int, _ columns: Int
  ) {
    for i in 0..<rows {
      for j in 0..<columns { to[j * toPitch + i] = from[i * fromPitch + j] }
    }
  }
}
