/// Pictures of one size with their classes, in memory. Bytes are NHWC: picture, row, column, channel.
package struct ImageSet: Sendable, Equatable {
  /// Rows of each picture.
  package let height: Int
  /// Columns of each picture.
  package let width: Int
  /// Values of each pixel, red first.
  package let channels: Int
  /// [count, height, width, channels], 0 dark … 255 bright.
  package let pixels: [UInt8]
  /// [count], each the index of a class name.
  package let labels: [UInt8]

  /// Precondition: `pixels` holds exactly one picture per label.
  package init(height: Int, width: Int, channels: Int, pixels: [UInt8], labels: [UInt8]) {
    precondition(
      pixels.count == labels.count * height * width * channels,
      "\(pixels.count) bytes for \(labels.count) pictures of \(height)×\(width)×\(channels)")
    self.height = height
    self.width = width
    self.channels = channels
    self.pixels = pixels
    self.labels = labels
  }

  /// The number of pictures.
  package var count: Int { labels.count }

  /// The bytes of one picture.
  package var bytesPerImage: Int { height * width * channels }

  /// How many pictures each class has; `classes` counts, whether or not a class occurs.
  package func countsPerClass(_ classes: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: classes)
    for label in labels { counts[Int(label)] += 1 }
    return counts
  }
}
