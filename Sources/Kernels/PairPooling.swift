import KernelTypes

// Max pooling over squares of 2×2, together with what stands around it in most networks: the function
// and dropout behind it, and in the backward pass the sums of the bias's gradient before it.

@Sendable
func poolPairs(
  _ y: UnsafeMutablePointer<Float>, _ cells: UnsafeMutablePointer<UInt8>?,
  _ x: UnsafePointer<Float>, _ epilogue: PoolEpilogue, _ shape: PairShape
) {
  let channels = shape.channels, bytes = PairShape.cellBytes(channels: channels)
  // The bias is in x; adding −0 changes nothing.
  for row in 0..<shape.height {
    for column in 0..<shape.width {
      let p = x + 2 * row * shape.pitch + 2 * column * channels
      let pixel = row * shape.width + column
      for c in stride(from: 0, to: channels, by: laneCount) {
        let lanes = min(laneCount, channels - c)
        storeLargest(
          load(p + c, lanes: lanes), load(p + channels + c, lanes: lanes),
          load(p + shape.pitch + c, lanes: lanes),
          load(p + shape.pitch + channels + c, lanes: lanes),
          y + row * shape.pooledPitch + column * channels + c,
          cells, at: pixel * bytes + c / 4, bias: Lanes(repeating: -0.0), epilogue,
          element: pixel * channels + c, lanes)
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
  let channels = shape.channels, bytes = PairShape.cellBytes(channels: channels)
  let scale = Lanes(repeating: epilogue.dropout.scale)
  for c in stride(from: 0, to: channels, by: laneCount) {
    let lanes = min(laneCount, channels - c)
    var sum = Lanes(repeating: 0)
    if let sums { sum = load(sums + c, lanes: lanes) }
    for row in 0..<shape.height {
      for column in 0..<shape.width {
        let dy = load(dy + row * shape.gradientPitch + column * channels + c, lanes: lanes)
        let y = load(y + row * shape.pooledPitch + column * channels + c, lanes: lanes)
        let gradient = unfinished(dy * scale, y, epilogue.finish)
        sum += gradient
        let cell = unpack(cells + (row * shape.width + column) * bytes + c / 4)
        let p = dx + 2 * row * shape.pitch + 2 * column * channels + c
        store(chosen(gradient, cell, 0), p, lanes: lanes)
        store(chosen(gradient, cell, 1), p + channels, lanes: lanes)
        store(chosen(gradient, cell, 2), p + shape.pitch, lanes: lanes)
        store(chosen(gradient, cell, 3), p + shape.pitch + channels, lanes: lanes)
      }
    }
    if let sums { store(sum, sums + c, lanes: lanes) }
  }
}

@Sendable
func finishBackward(
  _ d: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>?,
  _ y: UnsafePointer<Float>, _ finish: ProductFinish, _ shape: PictureShape
) {
  let channels = shape.channels
  for c in stride(from: 0, to: channels, by: laneCount) {
    let lanes = min(laneCount, channels - c)
    var sum = Lanes(repeating: 0)
    if let sums { sum = load(sums + c, lanes: lanes) }
    for row in 0..<shape.height {
      let d = d + row * shape.pitch + c, y = y + row * shape.knownPitch + c
      for column in 0..<shape.width {
        let p = d + column * channels
        let gradient = unfinished(
          load(p, lanes: lanes), load(y + column * channels, lanes: lanes), finish)
        sum += gradient
        store(gradient, p, lanes: lanes)
      }
    }
    if let sums { store(sum, sums + c, lanes: lanes) }
  }
}

/// Stores the largest of four after bias, function and dropout, and which it was: the first of equals,
/// the last NaN. Bias and functions rise with their argument, so that they may come after the choice.
@_transparent
func storeLargest(
  _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes, _ y: UnsafeMutablePointer<Float>,
  _ cells: UnsafeMutablePointer<UInt8>?, at byte: Int, bias: Lanes, _ epilogue: PoolEpilogue,
  element: Int,
  _ lanes: Int
) {
  var best = a
  var cell = IntLanes(repeating: 0)
  take(b, 1, &best, &cell)
  take(c, 2, &best, &cell)
  take(d, 3, &best, &cell)
  if let cells { packPairs(cell, into: cells + byte) }
  var value = finished(best + bias, epilogue.finish)
  let stream = epilogue.dropout
  if stream.threshold > 0 {
    value = kept(value, stream, from: epilogue.first &+ UInt32(truncatingIfNeeded: element))
  }
  store(value, y, lanes: lanes)
}

@_transparent
private func take(_ value: Lanes, _ number: UInt32, _ best: inout Lanes, _ cell: inout IntLanes) {
  let wins = (value .> best) .| (value .!= value)
  best.replace(with: value, where: wins)
  cell.replace(with: IntLanes(repeating: number), where: wins)
}

@_transparent
private func chosen(_ gradient: Lanes, _ cell: IntLanes, _ number: UInt32) -> Lanes {
  Lanes(repeating: 0).replacing(with: gradient, where: cell .== IntLanes(repeating: number))
}

/// dy · f′, found from y = f(x).
@_transparent
func unfinished(_ dy: Lanes, _ y: Lanes, _ finish: ProductFinish) -> Lanes {
  switch finish {
  case .none: dy
  case .relu: dy.replacing(with: Lanes(repeating: 0), where: y .<= Lanes(repeating: 0))
  case .leakyRelu: dy.replacing(with: dy * leakySlope, where: y .<= Lanes(repeating: 0))
  }
}

@_transparent
private func unpack(_ bytes: UnsafePointer<UInt8>) -> IntLanes {
  let p = UnsafeRawPointer(bytes)
  #if LEVEL_AVX512
    let word = p.loadUnaligned(as: UInt32.self)
  #elseif LEVEL_AVX2
    let word = UInt32(p.loadUnaligned(as: UInt16.self))
  #else
    let word = UInt32(p.loadUnaligned(as: UInt8.self))
  #endif
  return (IntLanes(repeating: word) &>> (laneNumbers &* 2)) & 3
}
