package import Datasets

extension NetpbmImage {
  /// The picture as a network takes it: its middle, cut to the shape wanted, each pixel the average of
  /// the area it stands for. Grey becomes three equal channels, and colour its brightness (ITU-R BT.601).
  ///
  /// Preconditions: sizes are positive, `channels` is 1 or 3.
  package func fitted(height: Int, width: Int, channels: Int) -> NetpbmImage {
    // The largest part of the picture of that shape, in its middle.
    let scale = min(Double(self.height) / Double(height), Double(self.width) / Double(width))
    let top = (Double(self.height) - scale * Double(height)) / 2
    let left = (Double(self.width) - scale * Double(width)) / 2
    let rows = (0..<height).map { shares(top + scale * Double($0), scale, of: self.height) }
    let columns = (0..<width).map { shares(left + scale * Double($0), scale, of: self.width) }
    var result: [UInt8] = []
    result.reserveCapacity(height * width * channels)
    for row in rows {
      for column in columns {
        var sums = [0.0, 0.0, 0.0]
        var area = 0.0
        for (y, high) in row {
          for (x, wide) in column {
            let pixel = (y * self.width + x) * self.channels
            for channel in 0..<3 {
              sums[channel] += high * wide * Double(values[pixel + min(channel, self.channels - 1)])
            }
            area += high * wide
          }
        }
        let mean = sums.map { $0 / area }
        if channels == 3 {
          for value in mean { result.append(UInt8(min(255, value.rounded()))) }
        } else {
          let brightness = 0.299 * mean[0] + 0.587 * mean[1] + 0.114 * mean[2]
          result.append(UInt8(min(255, brightness.rounded())))
        }
      }
    }
    return NetpbmImage(height: height, width: width, channels: channels, values: result)
  }

  /// How much of each old pixel lies between `start` and `start + length`.
  private func shares(
    _ start: Double, _ length: Double, of count: Int
  ) -> [(index: Int, share: Double)] {
    let end = start + length
    let first = min(max(0, Int(start.rounded(.down))), count - 1)
    let last = min(max(first, Int(end.rounded(.up)) - 1), count - 1)
    return (first...last).map { index in
      (index, max(1e-12, min(end, Double(index + 1)) - max(start, Double(index))))
    }
  }
}
