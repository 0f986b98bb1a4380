import KernelTypes

extension Reference {
  @Sendable
  func poolPairs(
    _ y: UnsafeMutablePointer<Float>, _ cells: UnsafeMutablePointer<UInt8>?,
    _ x: UnsafePointer<Float>, _ epilogue: PoolEpilogue, _ shape: PairShape
  ) {
    for row in 0..<shape.height {
      for column in 0..<shape.width {
        for channel in 0..<shape.channels {
          let p = x + 2 * row * shape.pitch + 2 * column * shape.channels + channel
          storeLargest(
            [p[0], p[shape.channels], p[shape.pitch], p[shape.pitch + shape.channels]],
            y + row * shape.pooledPitch + column * shape.channels + channel, cells, epilogue,
            pixel: row * shape.width + column, channel: channel, channels: shape.channels)
        }
      }
    }
  }

  @Sendable
  func poolPairsBackward(
    _ dx: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>?,
    _ dy: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ cells: UnsafePointer<UInt8>,
    _ epilogue: PoolEpilogue, _ shape: PairShape
  ) {
    let bytes = PairShape.cellBytes(channels: shape.channels)
    for row in 0..<shape.height {
      for column in 0..<shape.width {
        for channel in 0..<shape.channels {
          let place = column * shape.channels + channel
          let gradient = unfinished(
            dy[row * shape.gradientPitch + place] * epilogue.dropout.scale,
            y[row * shape.pooledPitch + place], epilogue.finish)
          sums?[channel] += gradient
          let byte = cells[(row * shape.width + column) * bytes + channel / 4]
          let winner = Int(byte >> (channel % 4 * 2)) & 3
          for cell in 0..<4 {
            dx[
              (2 * row + cell / 2) * shape.pitch + (2 * column + cell % 2) * shape.channels
                + channel] = cell == winner ? gradient : 0
          }
        }
      }
    }
  }

  @Sendable
  func finishBackward(
    _ d: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>?,
    _ y: UnsafePointer<Float>, _ finish: ProductFinish, _ shape: PictureShape
  ) {
    for row in 0..<shape.height {
      for i in 0..<shape.width * shape.channels {
        let gradient = unfinished(
          d[row * shape.pitch + i], y[row * shape.knownPitch + i], finish)
        d[row * shape.pitch + i] = gradient
        sums?[i % shape.channels] += gradient
      }
    }
  }

  /// The largest of four after function and dropout; the first of equals, the last NaN.
  func storeLargest(
    _ values: [Float], _ y: UnsafeMutablePointer<Float>, _ cells: UnsafeMutablePointer<UInt8>?,
    _ epilogue: PoolEpilogue, pixel: Int, channel: Int, channels: Int
  ) {
    var winner = 0
    for cell in 1..<4 where values[cell] > values[winner] || values[cell].isNaN { winner = cell }
    if let cells {
      let byte = pixel * PairShape.cellBytes(channels: channels) + channel / 4
      let shift = channel % 4 * 2
      cells[byte] = cells[byte] & ~(3 << shift) | UInt8(winner) << shift
    }
    let value = finished(values[winner], epilogue.finish), stream = epilogue.dropout
    let element = epilogue.first &+ UInt32(truncatingIfNeeded: pixel * channels + channel)
    let isDropped = DropoutStream.bits(key: stream.key, element: element) < stream.threshold
    y[0] = isDropped ? 0 : stream.threshold > 0 ? value * stream.scale : value
  }

  func finished(_ x: Float, _ finish: ProductFinish) -> Float {
    switch finish {
    case .none: x
    case .relu: rectified(x)
    case .leakyRelu: leakyRectified(x)
    }
  }

  private func unfinished(_ dy: Float, _ y: Float, _ finish: ProductFinish) -> Float {
    switch finish {
    case .none: dy
    case .relu: y <= 0 ? 0 : dy
    case .leakyRelu: y <= 0 ? dy * 0.2 : dy
    }
  }
}
