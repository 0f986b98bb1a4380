import KernelTypes

/// How a feature map is covered with tiles, and the tiles taken in blocks.
struct TileGrid {
  /// Rows of tiles in an image, and tiles in a row.
  let rows: Int
  let columns: Int
  /// Rows of tiles in a block.
  private let blockRows: Int

  init(height: Int, width: Int) {
    rows = (height + TileRow.step - 1) / TileRow.step
    columns = (width + TileRow.step - 1) / TileRow.step
    blockRows = max(1, 32 / columns)
  }

  /// Tiles in a block: so many that the transformed kernels are read seldom, so few that the
  /// transformed tiles stay in the second-level cache.
  var blockTiles: Int { blockRows * columns }

  /// Calls `body` with each block's rows of tiles, counted through all images.
  @inline(__always)
  func forEachBlock(of images: Range<Int>, _ body: (Range<Int>) -> Void) {
    let total = images.count * rows
    for first in stride(from: 0, to: total, by: blockRows) {
      body(first..<min(total, first + blockRows))
    }
  }

  /// The arena offset where a row of tiles begins in a map.
  func place(
    _ row: Int, _ images: Range<Int>, in map: FeatureMap, before: (rows: Int, columns: Int)
  ) -> Int {
    map.offset(images.lowerBound + row / rows)
      + (row % rows * TileRow.step - before.rows) * map.pitch
      - before.columns * map.shape.channels
  }

  /// A row of tiles of a map.
  func row(_ row: Int, of map: FeatureMap, plane: Int) -> TileRow {
    TileRow(
      tiles: columns, channels: map.shape.channels, pitch: map.pitch, plane: plane,
      height: map.shape.height - row % rows * TileRow.step, width: map.shape.width)
  }
}
