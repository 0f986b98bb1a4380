import KernelTypes

@Sendable
func maxPoolForward(
  _ y: UnsafeMutablePointer<Float>, _ cells: UnsafeMutablePointer<UInt32>,
  _ x: UnsafePointer<Float>, _ shape: WindowShape
) {
  let channels = shape.channels
  forEachWindow(shape) { row, column, input, rows, columns in
    let y = y + row * shape.outputPitch + column * channels
    let cells = cells + (row * shape.outputWidth + column) * channels
    for c in stride(from: 0, to: channels, by: laneCount) {
      let lanes = min(laneCount, channels - c)
      var best = Lanes(repeating: -.infinity)
      var bestCell = IntLanes(
        repeating: UInt32(truncatingIfNeeded: firstCell(rows, columns, shape)))
      for r in rows {
        for k in columns {
          let value = load(x + input + r * shape.inputPitch + k * channels + c, lanes: lanes)
          // A NaN wins, and then stays.
          let wins = (value .> best) .| (value .!= value)
          best.replace(with: value, where: wins)
          bestCell.replace(
            with: IntLanes(repeating: UInt32(truncatingIfNeeded: r * shape.windowWidth + k)),
            where: wins)
        }
      }
      store(best, y + c, lanes: lanes)
      if lanes == laneCount {
        UnsafeMutableRawPointer(cells + c).storeBytes(of: bestCell, as: IntLanes.self)
      } else {
        for i in 0..<lanes { cells[c + i] = bestCell[i] }
      }
    }
  }
}

@Sendable
func maxPoolBackward(
  _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ cells: UnsafePointer<UInt32>,
  _ shape: WindowShape
) {
  clear(dx, shape)
  let channels = shape.channels
  forEachWindow(shape) { row, column, input, rows, columns in
    let dy = dy + row * shape.outputPitch + column * channels
    let cells = cells + (row * shape.outputWidth + column) * channels
    for c in stride(from: 0, to: channels, by: laneCount) {
      let lanes = min(laneCount, channels - c)
      let gradient = load(dy + c, lanes: lanes)
      var cell = IntLanes(repeating: 0)
      if lanes == laneCount {
        cell = UnsafeRawPointer(cells + c).loadUnaligned(as: IntLanes.self)
      } else {
        for i in 0..<lanes { cell[i] = cells[c + i] }
      }
      for r in rows {
        for k in columns {
          let p = dx + input + r * shape.inputPitch + k * channels + c
          let here =
            cell .== IntLanes(repeating: UInt32(truncatingIfNeeded: r * shape.windowWidth + k))
          let share = Lanes(repeating: 0).replacing(with: gradient, where: here)
          store(load(p, lanes: lanes) + share, p, lanes: lanes)
        }
      }
    }
  }
}

@Sendable
func averagePoolForward(
  _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ shape: WindowShape
) {
  let channels = shape.channels
  forEachWindow(shape) { row, column, input, rows, columns in
    let y = y + row * shape.outputPitch + column * channels
    let share = 1 / Float(rows.count * columns.count)
    for c in stride(from: 0, to: channels, by: laneCount) {
      let lanes = min(laneCount, channels - c)
      var sum = Lanes(repeating: 0)
      for r in rows {
        for k in columns {
          sum += load(x + input + r * shape.inputPitch + k * channels + c, lanes: lanes)
        }
      }
      store(sum * share, y + c, lanes: lanes)
    }
  }
}

@Sendable
func averagePoolBackward(
  _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ shape: WindowShape
) {
  clear(dx, shape)
  let channels = shape.channels
  forEachWindow(shape) { row, column, input, rows, columns in
    let dy = dy + row * shape.outputPitch + column * channels
    let share = 1 / Float(rows.count * columns.count)
    for c in stride(from: 0, to: channels, by: laneCount) {
      let lanes = min(laneCount, channels - c)
      let gradient = load(dy + c, lanes: lanes) * share
      for r in rows {
        for k in columns {
          let p = dx + input + r * shape.inputPitch + k * channels + c
          store(load(p, lanes: lanes) + gradient, p, lanes: lanes)
        }
      }
    }
  }
}

/// Calls `body` for each output position with the offset of its window's first cell in the input
/// (which may lie outside) and the window's rows and columns inside the input.
@_transparent
private func forEachWindow(
  _ shape: WindowShape,
  _ body: (
    _ row: Int, _ column: Int, _ input: Int, _ rows: Range<Int>, _ columns: Range<Int>
  ) -> Void
) {
  for row in 0..<shape.outputHeight {
    let top = row * shape.strideHeight - shape.paddingTop
    let rows = inside(top, shape.windowHeight, shape.inputHeight)
    for column in 0..<shape.outputWidth {
      let left = column * shape.strideWidth - shape.paddingLeft
      body(
        row, column, top * shape.inputPitch + left * shape.channels, rows,
        inside(left, shape.windowWidth, shape.inputWidth))
    }
  }
}

/// The part of a window of `size` cells from `start` that lies in 0..<`limit`, counted from `start`.
@_transparent
private func inside(_ start: Int, _ size: Int, _ limit: Int) -> Range<Int> {
  let first = max(0, -start)
  return Range(uncheckedBounds: (first, max(first, min(size, limit - start))))
}

@_transparent
private func firstCell(_ rows: Range<Int>, _ columns: Range<Int>, _ shape: WindowShape) -> Int {
  rows.lowerBound * shape.windowWidth + columns.lowerBound
}

/// Zero over the input image, leaving what lies between its rows.
@_transparent
private func clear(_ dx: UnsafeMutablePointer<Float>, _ shape: WindowShape) {
  for row in 0..<shape.inputHeight {
    for i in stride(from: 0, to: shape.inputWidth * shape.channels, by: laneCount) {
      let lanes = min(laneCount, shape.inputWidth * shape.channels - i)
      store(Lanes(repeating: 0), dx + row * shape.inputPitch + i, lanes: lanes)
    }
  }
}
