/// A row of Winograd tiles: neighbouring 4×4 squares of a convolution's output and the 6×6 squares
/// of its input they depend on, for F(4×4, 3×3) (Lavin and Gray, arXiv 1509.09308).
///
/// A transformed tile is 36 numbers for each channel, which lie in 36 planes; tile t's are at
/// p·plane + t·channels of plane p. All strides count elements.
package struct TileRow: Sendable {
  /// Tiles in the row.
  package var tiles: Int
  package var channels: Int
  /// From one row of the picture to the next.
  package var pitch: Int
  /// From one plane to the next.
  package var plane: Int
  /// Rows and columns of the picture that the tiles write; what lies beyond is computed and dropped.
  package var height: Int
  package var width: Int
  /// The channels whose sums are transformed back: all of them unless threads share an image.
  package var part: Range<Int>

  package init(tiles: Int, channels: Int, pitch: Int, plane: Int, height: Int, width: Int) {
    self.tiles = tiles
    self.channels = channels
    self.pitch = pitch
    self.plane = plane
    self.height = height
    self.width = width
    part = 0..<channels
  }

  /// Planes of a transformed tile.
  package static let planes = 36
  /// Output positions a tile covers along each axis.
  package static let step = 4
}
