import KernelTypes

// Sums over transformed tiles back into pictures; see WinogradInput.swift.

/// y = f(Aᵀ·m·A + bias) of each tile: 36 planes into 4×4 pixels of y.
@Sendable
func tileOutput(
  _ y: UnsafeMutablePointer<Float>, _ m: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
  _ start: ProductStart, _ finish: ProductFinish, _ row: TileRow
) {
  let hasBias = if case .bias = start { true } else { false }
  for tile in 0..<row.tiles {
    for c in stride(from: row.part.lowerBound, to: row.part.upperBound, by: laneCount) {
      transformOutput(
        y + tile * 4 * row.channels + c, m + tile * row.channels + c, hasBias ? bias + c : nil,
        finish, row, min(4, row.width - tile * 4), min(laneCount, row.part.upperBound - c))
    }
  }
}

/// The same, pooled over squares of 2×2.
@Sendable
func tilePooledOutput(
  _ y: UnsafeMutablePointer<Float>, _ cells: UnsafeMutablePointer<UInt8>?,
  _ m: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, _ start: ProductStart,
  _ epilogue: PoolEpilogue, _ row: TileRow
) {
  let hasBias = if case .bias = start { true } else { false }
  let bytes = PairShape.cellBytes(channels: row.channels)
  for tile in 0..<row.tiles {
    for c in stride(from: row.part.lowerBound, to: row.part.upperBound, by: laneCount) {
      poolOutput(
        y + 2 * tile * row.channels + c, cells, m + tile * row.channels + c,
        hasBias ? bias + c : nil, epilogue, row,
        PoolPlace(
          tile: tile, channel: c, lanes: min(laneCount, row.part.upperBound - c), cellBytes: bytes))
    }
  }
}

@inline(never)
private func transformOutput(
  _ p: UnsafeMutablePointer<Float>, _ m: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?,
  _ finish: ProductFinish, _ row: TileRow, _ columns: Int, _ lanes: Int
) {
  let square = outputSquare(m, row.plane)
  var offset = Lanes(repeating: 0)
  if let bias { offset = load(bias) }
  let channels = row.channels
  keepRow(square.0, offset, finish, p, channels, columns, lanes)
  if row.height > 1 {
    keepRow(square.1, offset, finish, p + row.pitch, channels, columns, lanes)
  }
  if row.height > 2 {
    keepRow(square.2, offset, finish, p + 2 * row.pitch, channels, columns, lanes)
  }
  if row.height > 3 {
    keepRow(square.3, offset, finish, p + 3 * row.pitch, channels, columns, lanes)
  }
}

/// Which vector of which tile.
private struct PoolPlace {
  let tile: Int
  let channel: Int
  let lanes: Int
  /// Of a pooled pixel.
  let cellBytes: Int
}

@inline(never)
private func poolOutput(
  _ p: UnsafeMutablePointer<Float>, _ cells: UnsafeMutablePointer<UInt8>?,
  _ m: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?, _ epilogue: PoolEpilogue,
  _ row: TileRow, _ place: PoolPlace
) {
  let square = outputSquare(m, row.plane)
  var offset = Lanes(repeating: 0)
  if let bias { offset = load(bias) }
  let channels = row.channels, c = place.channel, lanes = place.lanes, bytes = place.cellBytes
  let isWide = row.width - place.tile * 4 > 3
  let pixel = 2 * place.tile, lower = pixel + row.width / 2
  if row.height > 1 && row.width - place.tile * 4 > 1 {
    storeLargest(
      square.0.0, square.0.1, square.1.0, square.1.1, p, cells, at: pixel * bytes + c / 4,
      bias: offset, epilogue, element: pixel * channels + c, lanes)
  }
  if row.height > 1 && isWide {
    storeLargest(
      square.0.2, square.0.3, square.1.2, square.1.3, p + channels, cells,
      at: (pixel + 1) * bytes + c / 4, bias: offset, epilogue,
      element: (pixel + 1) * channels + c, lanes)
  }
  if row.height > 3 && row.width - place.tile * 4 > 1 {
    storeLargest(
      square.2.0, square.2.1, square.3.0, square.3.1, p + row.pitch, cells,
      at: lower * bytes + c / 4, bias: offset, epilogue, element: lower * channels + c, lanes)
  }
  if row.height > 3 && isWide {
    storeLargest(
      square.2.2, square.2.3, square.3.2, square.3.3, p + row.pitch + channels, cells,
      at: (lower + 1) * bytes + c / 4, bias: offset, epilogue,
      element: (lower + 1) * channels + c, lanes)
  }
}

/// Aᵀ·m·A of one tile: rows of outputs.
@_transparent
private func outputSquare(
  _ m: UnsafePointer<Float>, _ plane: Int
) -> (Four, Four, Four, Four) {
  let a = outputColumn(m, plane), b = outputColumn(m + plane, plane)
  let c = outputColumn(m + 2 * plane, plane), d = outputColumn(m + 3 * plane, plane)
  let e = outputColumn(m + 4 * plane, plane), f = outputColumn(m + 5 * plane, plane)
  return (
    outputTransform(a.0, b.0, c.0, d.0, e.0, f.0), outputTransform(a.1, b.1, c.1, d.1, e.1, f.1),
    outputTransform(a.2, b.2, c.2, d.2, e.2, f.2), outputTransform(a.3, b.3, c.3, d.3, e.3, f.3)
  )
}

@_transparent
private func outputColumn(_ p: UnsafePointer<Float>, _ plane: Int) -> Four {
  outputTransform(
    load(p), load(p + 6 * plane), load(p + 12 * plane),
    load(p + 18 * plane), load(p + 24 * plane),
    load(p + 30 * plane))
}

/// Up to four outputs of a row.
@_transparent
private func keepRow(
  _ t: Four, _ offset: Lanes, _ finish: ProductFinish, _ p: UnsafeMutablePointer<Float>,
  _ channels: Int, _ columns: Int, _ lanes: Int
) {
  store(finished(t.0 + offset, finish), p, lanes: lanes)
  if columns > 1 { store(finished(t.1 + offset, finish), p + channels, lanes: lanes) }
  if columns > 2 { store(finished(t.2 + offset, finish), p + 2 * channels, lanes: lanes) }
  if columns > 3 { store(finished(t.3 + offset, finish), p + 3 * channels, lanes: lanes) }
}
