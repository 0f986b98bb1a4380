package import ConvEngine
package import Datasets

/// The kernels of a network's first convolution as pictures, one for each: a weight is a pixel, of as
/// many channels as the images have. Grey is a weight of zero; each kernel's largest weight is black or
/// white, but one far smaller than the layer's largest stays grey.
package struct KernelPictures: Sendable, Equatable {
  /// The tensor they come from.
  package let tensor: String
  /// At least one, all of one size.
  package let pictures: [NetpbmImage]

  /// The first tensor of four axes, [height, width, in, out], as pictures; nil where there is none, or
  /// its inputs are not the one or three channels of an image.
  package init?(firstIn tensors: [NamedTensor]) {
    guard let first = tensors.first(where: { $0.shape.count == 4 }) else { return nil }
    let (height, width) = (first.shape[0], first.shape[1])
    let (inputs, outputs) = (first.shape[2], first.shape[3])
    guard inputs == 1 || inputs == 3, height > 0, width > 0, outputs > 0 else { return nil }
    tensor = first.name
    let sizes = first.values.lazy.map { $0.isFinite ? abs($0) : 0 }
    let least = (sizes.max() ?? 0) / 20
    pictures = (0..<outputs).map { output in
      let weights = (0..<height * width * inputs).map { place in
        let weight = first.values[place * outputs + output]
        return weight.isFinite ? weight : 0
      }
      let largest = max(least, weights.lazy.map(abs).max() ?? 0)
      return NetpbmImage(
        height: height, width: width, channels: inputs,
        values: weights.map { largest > 0 ? UInt8((127.5 + 127.5 * $0 / largest).rounded()) : 128 })
    }
  }

  /// All kernels in one picture on white, each weight a square of several pixels.
  package var sheet: NetpbmImage {
    let size = pictures[0]
    let columns = KernelPictures.columns(for: pictures.count)
    let rows = (pictures.count + columns - 1) / columns
    let scale = min(16, max(1, 480 / (columns * (size.width + 1))))
    let gap = max(1, scale / 2)
    let (tileHeight, tileWidth) = (size.height * scale + gap, size.width * scale + gap)
    let (height, width) = (rows * tileHeight + gap, columns * tileWidth + gap)
    var values = [UInt8](repeating: 255, count: height * width * size.channels)
    for (index, picture) in pictures.enumerated() {
      let top = gap + index / columns * tileHeight
      let left = gap + index % columns * tileWidth
      for y in 0..<size.height * scale {
        for x in 0..<size.width * scale {
          let from = (y / scale * size.width + x / scale) * size.channels
          let to = ((top + y) * width + left + x) * size.channels
          for channel in 0..<size.channels { values[to + channel] = picture.values[from + channel] }
        }
      }
    }
    return NetpbmImage(height: height, width: width, channels: size.channels, values: values)
  }

  /// Columns for a sheet about twice as wide as high, without a part of a row left over where possible.
  package static func columns(for count: Int, atMost most: Int = .max) -> Int {
    let wanted = min(Double(2 * count).squareRoot(), Double(most))
    let fitting = (1...max(1, min(count, most))).filter {
      count.isMultiple(of: $0) && Double($0) > wanted / 2 && Double($0) < wanted * 1.6
    }
    return fitting.min { abs(Double($0) - wanted) < abs(Double($1) - wanted) }
      ?? min(most, Int(wanted.rounded(.up)))
  }
}
