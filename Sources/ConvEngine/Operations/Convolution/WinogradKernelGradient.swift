import KernelTypes

/// The gradient of 3×3 kernels of stride 1 computed on tiles.
struct WinogradKernelGradient {
  let input: FeatureMap
  let outputGradient: FeatureMap
  let before: (rows: Int, columns: Int)
  /// Where in a thread's room the chunk's transformed sums grow, 36 planes of [channels, depth].
  let planes: Int

  /// The planes += these images' part; with a chunk's last slab, sums = the chunk's gradient.
  func run(
    into sums: UnsafeMutablePointer<Float>, _ slab: Slab, _ context: borrowing StepContext
  ) {
    let channels = input.shape.channels, depth = outputGradient.shape.channels
    let grid = TileGrid(height: outputGradient.shape.height, width: outputGradient.shape.width)
    let room = WinogradScratch(
      slab.room, tiles: grid.blockTiles, channels: channels, depth: depth)
    let planes = slab.room + planes
    grid.forEachBlock(of: slab.images) { rows in
      fetchInput(rows, of: grid, slab, context)
      for row in rows {
        let tile = (row - rows.lowerBound) * grid.columns
        context.kernels.tileInput(
          room.input + tile * channels,
          grid.place(row, slab, in: input, before: before, context),
          grid.row(row, of: input, plane: room.inputPlane))
        context.kernels.tileGradient(
          room.output + tile * depth,
          grid.place(row, slab, in: outputGradient, before: (0, 0), context),
          grid.row(row, of: outputGradient, plane: room.outputPlane))
      }
      context.kernels.product(
        planes, room.input, room.output, room.output,
        slab.isFirst && rows.lowerBound == 0 ? .zero : .current, .none,
        ProductShape(
          planes: TileRow.planes, rows: channels, columns: depth, count: rows.count * grid.columns,
          aPlane: room.inputPlane, aRow: 1, aStep: channels, bPlane: room.outputPlane,
          bStep: depth, cPlane: channels * depth, cRow: depth))
    }
    guard slab.isLast else { return }
    context.kernels.fetch(planes, TileRow.planes * channels * depth)
    context.kernels.tileKernelGradients(sums, planes, channels * depth)
  }

  /// The input was written in the forward pass and has left the cache since.
  private func fetchInput(
    _ rows: Range<Int>, of grid: TileGrid, _ slab: Slab, _ context: borrowing StepContext
  ) {
    let overlap = 2
    for row in rows {
      let known = row == rows.lowerBound || row % grid.rows == 0 ? 0 : overlap
      context.kernels.fetch(
        grid.place(row, slab, in: input, before: before, context) + known * input.pitch,
        (TileRow.step + overlap - known) * input.pitch)
    }
  }
}
