import KernelTypes

/// A 3×3 convolution of stride 1 computed on tiles: forward, or backward to the input with the
/// kernels turned around.
struct WinogradPass {
  let from: FeatureMap
  let to: FeatureMap
  /// The sums, before any pooling.
  let output: ImageShape
  /// Rows and columns before the input's first that the first window covers.
  let before: (rows: Int, columns: Int)
  /// Arena offset of the transformed kernels, 36 planes of [channels of from, channels of to] in strips.
  let kernels: Int

  /// - Parameters:
  ///   - part: which of `parts` ranges of output channels.
  ///   - bias: read if `start` is `.bias`.
  func run(
    _ slab: Slab, part: Int, of parts: Int, bias: UnsafePointer<Float>, start: ProductStart,
    _ epilogue: ConvolutionEpilogue, _ context: borrowing StepContext
  ) {
    let grid = TileGrid(height: output.height, width: output.width)
    let channels = from.shape.channels, depth = output.channels
    let room = WinogradScratch(
      slab.room, tiles: grid.blockTiles, channels: channels, depth: depth)
    let width = min(depth, ProductShape.strip)
    let partWidth = ConvolutionGeometry.partWidth(depth)
    let units = (depth + partWidth - 1) / partWidth
    let first = part * units / parts * partWidth
    let end = min(depth, (part + 1) * units / parts * partWidth)
    grid.forEachBlock(of: slab.images) { rows in
      for row in rows {
        context.kernels.tileInput(
          room.input + (row - rows.lowerBound) * grid.columns * channels,
          grid.place(row, slab, in: from, before: before, context),
          grid.row(row, of: from, plane: room.inputPlane))
      }
      context.kernels.product(
        room.output + first, room.input,
        context.base + kernels + (depth > width ? first * channels : first), bias, .zero, .none,
        ProductShape(
          planes: TileRow.planes, rows: rows.count * grid.columns, columns: end - first,
          count: channels, aPlane: room.inputPlane, aRow: channels, aStep: 1,
          bPlane: channels * ProductShape.stripped(depth), bStep: width, bStrip: channels * width,
          cPlane: room.outputPlane, cRow: depth))
      for row in rows {
        var tiles = grid.row(row, of: to, plane: room.outputPlane)
        (tiles.height, tiles.width) = (grid.height(row, of: output), output.width)
        tiles.part = first..<end
        store(
          row, room.output + (row - rows.lowerBound) * grid.columns * depth, bias, start, epilogue,
          tiles, (grid, slab), context)
      }
    }
  }

  private func store(
    _ row: Int, _ sums: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, _ start: ProductStart,
    _ epilogue: ConvolutionEpilogue, _ tiles: TileRow, _ place: (grid: TileGrid, slab: Slab),
    _ context: borrowing StepContext
  ) {
    guard let pooling = epilogue.pooling else {
      context.kernels.tileOutput(
        place.grid.place(row, place.slab, in: to, before: (0, 0), context), sums, bias, start,
        epilogue.finish, tiles)
      return
    }
    let image = place.slab.images.lowerBound + row / place.grid.rows
    let pooledRow = row % place.grid.rows * TileRow.step / 2
    let bytes = PairShape.cellBytes(channels: output.channels)
    context.kernels.tilePooledOutput(
      context.pointer(to, image, place.slab) + pooledRow * to.pitch,
      pooling.cells(image, context).map { $0 + pooledRow * to.shape.width * bytes }, sums, bias,
      start,
      pooling.epilogue(
        epilogue.finish, first: image * to.shape.count + pooledRow * to.rowCount, context),
      tiles)
  }
}
