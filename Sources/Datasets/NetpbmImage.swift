/// A picture from or for a Netpbm file (PGM, PPM): the simplest format every picture tool reads.
///
/// Source: <https://netpbm.sourceforge.net/doc/ppm.html>, `pgm.html`.
package struct NetpbmImage: Sendable, Equatable {
  /// Rows, 1 or more.
  package let height: Int
  /// Columns, 1 or more.
  package let width: Int
  /// 1 (grey) or 3 (red, green, blue).
  package let channels: Int
  /// [height, width, channels], 0...255.
  package let values: [UInt8]

  /// The most values (height · width · channels) a file may announce.
  package static let maximumValues = 1 << 28

  /// Preconditions: sizes are positive, `channels` is 1 or 3, `values` fills them exactly.
  package init(height: Int, width: Int, channels: Int, values: [UInt8]) {
    precondition(
      height > 0 && width > 0 && (channels == 1 || channels == 3)
        && values.count == height * width * channels,
      "\(values.count) values for a picture of \(height)×\(width)×\(channels)")
    self.height = height
    self.width = width
    self.channels = channels
    self.values = values
  }
}
