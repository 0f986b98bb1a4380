import KernelTypes

extension Reference {
  /// The first of the largest cells; a NaN counts as larger than all before it.
  @Sendable
  func maxPoolForward(
    _ y: UnsafeMutablePointer<Float>, _ cells: UnsafeMutablePointer<UInt32>,
    _ x: UnsafePointer<Float>, _ shape: WindowShape
  ) {
    for window in Window.all(shape) {
      for channel in 0..<shape.channels {
        var best: (value: Float, cell: Int)?
        for (cell, place) in window.cells {
          let value = x[place + channel]
          if best.map({ value > $0.value || value.isNaN }) ?? true { best = (value, cell) }
        }
        guard let best else { continue }
        y[window.output + channel] = best.value
        cells[window.number * shape.channels + channel] = UInt32(best.cell)
      }
    }
  }

  @Sendable
  func maxPoolBackward(
    _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ cells: UnsafePointer<UInt32>,
    _ shape: WindowShape
  ) {
    clear(dx, shape)
    for window in Window.all(shape) {
      for channel in 0..<shape.channels {
        let winner = Int(cells[window.number * shape.channels + channel])
        for (cell, place) in window.cells where cell == winner {
          dx[place + channel] += dy[window.output + channel]
        }
      }
    }
  }

  @Sendable
  func averagePoolForward(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ shape: WindowShape
  ) {
    for window in Window.all(shape) {
      for channel in 0..<shape.channels {
        let sum = window.cells.reduce(Float(0)) { $0 + x[$1.place + channel] }
        y[window.output + channel] = sum * (1 / Float(window.cells.count))
      }
    }
  }

  @Sendable
  func averagePoolBackward(
    _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ shape: WindowShape
  ) {
    clear(dx, shape)
    for window in Window.all(shape) {
      for channel in 0..<shape.channels {
        let share = dy[window.output + channel] * (1 / Float(window.cells.count))
        for (_, place) in window.cells { dx[place + channel] += share }
      }
    }
  }

  private func clear(_ dx: UnsafeMutablePointer<Float>, _ shape: WindowShape) {
    for row in 0..<shape.inputHeight {
      for i in 0..<shape.inputWidth * shape.channels { dx[row * shape.inputPitch + i] = 0 }
    }
  }
}

/// One position of a pooling window.
private struct Window {
  /// Counted row by row of the output.
  let number: Int
  /// The offset of its output's first channel.
  let output: Int
  /// The cells inside the input: their numbers in the window and the offsets of their first channels.
  let cells: [(cell: Int, place: Int)]

  static func all(_ shape: WindowShape) -> [Window] {
    (0..<shape.outputHeight).flatMap { row in
      (0..<shape.outputWidth).map { column in Window(row, column, shape) }
    }
  }

  private init(_ row: Int, _ column: Int, _ shape: WindowShape) {
    number = row * shape.outputWidth + column
    output = row * shape.outputPitch + column * shape.channels
    var cells: [(cell: Int, place: Int)] = []
    for r in 0..<shape.windowHeight {
      for k in 0..<shape.windowWidth {
        let y = row * shape.strideHeight - shape.paddingTop + r
        let x = column * shape.strideWidth - shape.paddingLeft + k
        if (0..<shape.inputHeight).contains(y), (0..<shape.inputWidth).contains(x) {
          cells.append((r * shape.windowWidth + k, y * shape.inputPitch + x * shape.channels))
        }
      }
    }
    self.cells = cells
  }
}
