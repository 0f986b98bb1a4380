import KernelTypes

/// A 3×3 convolution of stride 1 computed on tiles: forward, or backward to the input with the
/// kernels turned around.
struct WinogradPass {
  let from: FeatureMap
  let to: FeatureMap
  /// Rows and columns before the input's first that the first window covers.
  let before: (rows: Int, columns: Int)
  /// Arena offset of the transformed kernels, 36 planes of [channels of from, channels of to].
  let kernels: Int

  /// - Parameters:
  ///   - bias: read if `start` is `.bias`.
  ///   - scratch: room for `WinogradScratch`.
  func run(
    _ images: Range<Int>, bias: UnsafePointer<Float>, start: ProductStart, finish: ProductFinish,
    scratch: UnsafeMutablePointer<Float>, _ context: borrowing StepContext
  ) {
    let grid = TileGrid(height: to.shape.height, width: to.shape.width)
    let room = WinogradScratch(
      scratch, tiles: grid.blockTiles, channels: from.shape.channels, depth: to.shape.channels)
    let base = context.base
    grid.forEachBlock(of: images) { rows in
      for row in rows {
        context.kernels.tileInput(
          room.input + (row - rows.lowerBound) * grid.columns * from.shape.channels,
          base + grid.place(row, images, in: from, before: before),
          grid.row(row, of: from, plane: room.inputPlane))
      }
      context.kernels.product(
        room.output, room.input, base + kernels, bias, .zero, .none,
        ProductShape(
          planes: TileRow.planes, rows: rows.count * grid.columns, columns: to.shape.channels,
          count: from.shape.channels, aPlane: room.inputPlane, aRow: from.shape.channels, aStep: 1,
          bPlane: from.shape.channels * to.shape.channels, bStep: to.shape.channels,
          cPlane: room.outputPlane, cRow: to.shape.channels))
      for row in rows {
        context.kernels.tileOutput(
          base + grid.place(row, images, in: to, before: (0, 0)),
          room.output + (row - rows.lowerBound) * grid.columns * to.shape.channels, bias, start,
          finish, grid.row(row, of: to, plane: room.outputPlane))
      }
    }
  }
}
