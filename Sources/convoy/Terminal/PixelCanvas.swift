import Datasets

/// A grid of pixels that a terminal shows two to a character, one above the other, as half blocks.
/// Pixels that nothing was drawn on are the terminal's own background.
struct PixelCanvas {
  let width: Int
  private(set) var rows: [[PixelColor?]] = []

  init(width: Int) { self.width = width }

  /// Draws a picture with its upper left corner at a place; what lies beyond the width is left out.
  ///
  /// - Parameter scale: how many pixels each of the picture's takes in both directions.
  mutating func draw(_ picture: NetpbmImage, x: Int, y: Int, scale: Int) {
    while rows.count < y + picture.height * scale {
      rows.append(Array(repeating: nil, count: width))
    }
    for row in 0..<picture.height * scale {
      for column in 0..<picture.width * scale where x + column < width {
        let pixel = (row / scale * picture.width + column / scale) * picture.channels
        func value(_ channel: Int) -> UInt8 {
          picture.values[pixel + min(channel, picture.channels - 1)]
        }
        rows[y + row][x + column] = PixelColor(red: value(0), green: value(1), blue: value(2))
      }
    }
  }

  /// The rows of characters; each ends in the terminal's own colours.
  func lines(_ depth: ColorDepth) -> [String] {
    stride(from: 0, to: rows.count, by: 2).map { row in
      let lower: [PixelColor?] =
        row + 1 < rows.count ? rows[row + 1] : Array(repeating: nil, count: width)
      let end = (0..<width).last { rows[row][$0] != nil || lower[$0] != nil } ?? -1
      var line = ""
      var style = ""
      for column in 0..<end + 1 {
        let (character, next): (Character, String) =
          switch (rows[row][column], lower[column]) {
          case (nil, nil): (" ", "")
          case (let above?, nil): ("▀", "38;" + depth.code(above))
          case (nil, let below?): ("▄", "38;" + depth.code(below))
          case (let above?, let below?):
            ("▀", "38;" + depth.code(above) + ";48;" + depth.code(below))
          }
        if next != style {
          // All of the style before is taken back first: a half block alone has no background.
          line += next.isEmpty ? "\u{1B}[0m" : "\u{1B}[0;\(next)m"
          style = next
        }
        line.append(character)
      }
      return style.isEmpty ? line : line + "\u{1B}[0m"
    }
  }
}
