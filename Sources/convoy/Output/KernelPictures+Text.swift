import Datasets
import Workbench

extension KernelPictures {
  /// The most kernels that are drawn in a terminal.
  private static let most = 128

  /// The kernels as a terminal shows them: in colours as pictures, else as numbers.
  ///
  /// - Parameter depth: the colours of the terminal; nil where there are none.
  func lines(width: Int, depth: ColorDepth?) -> [String] {
    let size = "\(pictures[0].height)×\(pictures[0].width)×\(pictures[0].channels)"
    let scale = depth == nil ? "9 is each one's largest weight" : "grey is 0"
    let average = depth == nil && pictures[0].channels > 1 ? ", averaged over the channels" : ""
    let hidden = pictures.count - KernelPictures.most
    return [
      "\(Format.plural(pictures.count, "kernel")) of \(size) in \(tensor): \(scale)\(average)", "",
    ]
      + (depth.map { pictureLines(width: width, depth: $0) } ?? numberLines(width: width))
      + (hidden > 0 ? ["and \(hidden) more; -o FILE.png draws all"] : [])
  }

  private func pictureLines(width: Int, depth: ColorDepth) -> [String] {
    let (height, wide) = (pictures[0].height, pictures[0].width)
    let scale = max(1, min(6 / height, 6 / wide))
    // An even number of pixels from one row of kernels to the next: two are one character.
    let gap = (height * scale).isMultiple(of: 2) ? 2 : 1
    let (across, down) = (wide * scale + 2, height * scale + gap)
    let shown = pictures.prefix(KernelPictures.most)
    let columns = KernelPictures.columns(for: shown.count, atMost: max(1, (width + 2) / across))
    var canvas = PixelCanvas(width: width)
    for (index, picture) in shown.enumerated() {
      canvas.draw(
        picture, x: index % columns * across, y: index / columns * down, scale: scale)
    }
    return canvas.lines(depth)
  }

  /// Each kernel as numbers from -9 to 9, averaged over the channels of its input.
  private func numberLines(width: Int) -> [String] {
    let (height, wide) = (pictures[0].height, pictures[0].width)
    let shown = Array(pictures.prefix(KernelPictures.most))
    let columns = KernelPictures.columns(
      for: shown.count, atMost: max(1, (width + 3) / (3 * wide + 3)))
    var lines: [String] = []
    for first in stride(from: 0, to: shown.count, by: columns) {
      if first > 0 { lines.append("") }
      for row in 0..<height {
        let parts = shown[first..<min(first + columns, shown.count)].map { picture in
          (0..<wide).map { column in
            let place = (row * wide + column) * picture.channels
            let values = picture.values[place..<place + picture.channels]
            let mean = values.reduce(0.0) { $0 + Double($1) - 127.5 } / Double(values.count)
            let text = String(Int((mean / 127.5 * 9).rounded()))
            return String(repeating: " ", count: 3 - text.count) + text
          }.joined()
        }
        lines.append(parts.joined(separator: "   "))
      }
    }
    return lines
  }
}
