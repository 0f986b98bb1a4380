import KernelTypes

/// How a feature map is covered with tiles, and the tiles taken in blocks.
struct TileGrid {
  /// Rows of tiles in an image, and tiles in a row.
  let rows: Int
  let columns: Int
  /// Rows of tiles in a block.
  private let blockRows: Int

  /// Tiles that make a block: so many that the transformed kernels are read seldom, so few that the
  /// transformed tiles stay in the second-level cache.
  private static let filling = 32

  init(height: Int, width: Int) {
    rows = (height + TileRow.step - 1) / TileRow.step
    columns = (width + TileRow.step - 1) / TileRow.step
    blockRows = max(1, Self.filling / columns)
  }

  /// Tiles in a block.
  var blockTiles: Int { blockRows * columns }

  /// Images that fill a block.
  var filling: Int { (Self.filling + rows * columns - 1) / (rows * columns) }

  /// Calls `body` with each block's rows of tiles, counted through all images.
  @inline(__always)
  func forEachBlock(of images: Range<Int>, _ body: (Range<Int>) -> Void) {
    let total = images.count * rows
    var first = 0
    while first < total {
      let next = min(total, first + blockRows)
      body(first..<next)
      first = next
    }
  }

  /// Where a row of tiles begins in a map.
  func place(
    _ row: Int, _ slab: Slab, in map: FeatureMap, before: (rows: Int, columns: Int),
    _ context: borrowing StepContext
  ) -> UnsafeMutablePointer<Float> {
    context.pointer(map, slab.images.lowerBound + row / rows, slab)
      + (row % rows * TileRow.step - before.rows) * map.pitch
      - before.columns * map.shape.channels
  }

  /// A row of tiles of a map.
  func row(_ row: Int, of map: FeatureMap, plane: Int) -> TileRow {
    TileRow(
      tiles: columns, channels: map.shape.channels, pitch: map.pitch, plane: plane,
      height: height(row, of: map.shape), width: map.shape.width)
  }

  /// Rows of a picture from a row of tiles on.
  func height(_ row: Int, of shape: ImageShape) -> Int {
    shape.height - row % rows * TileRow.step
  }
}
