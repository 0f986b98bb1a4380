import KernelTypes

/// The gradient of 3×3 kernels of stride 1 computed on tiles.
struct WinogradKernelGradient {
  let input: FeatureMap
  let outputGradient: FeatureMap
  let before: (rows: Int, columns: Int)

  /// sums = the kernels' gradient over these images.
  func run(
    into sums: UnsafeMutablePointer<Float>, _ images: Range<Int>,
    scratch: UnsafeMutablePointer<Float>, _ context: borrowing StepContext
  ) {
    let channels = input.shape.channels, depth = outputGradient.shape.channels
    let grid = TileGrid(height: outputGradient.shape.height, width: outputGradient.shape.width)
    let room = WinogradScratch(scratch, tiles: grid.blockTiles, channels: channels, depth: depth)
    let base = context.base
    grid.forEachBlock(of: images) { rows in
      for row in rows {
        let tile = (row - rows.lowerBound) * grid.columns
        context.kernels.tileInput(
          room.input + tile * channels, base + grid.place(row, images, in: input, before: before),
          grid.row(row, of: input, plane: room.inputPlane))
        context.kernels.tileGradient(
          room.output + tile * depth,
          base + grid.place(row, images, in: outputGradient, before: (0, 0)),
          grid.row(row, of: outputGradient, plane: room.outputPlane))
      }
      context.kernels.product(
        room.kernels, room.input, room.output, room.output,
        rows.lowerBound == 0 ? .zero : .current, .none,
        ProductShape(
          planes: TileRow.planes, rows: channels, columns: depth, count: rows.count * grid.columns,
          aPlane: room.inputPlane, aRow: 1, aStep: channels, bPlane: room.outputPlane,
          bStep: depth, cPlane: channels * depth, cRow: depth))
    }
    context.kernels.tileKernelGradients(sums, room.kernels, channels * depth)
  }
}
