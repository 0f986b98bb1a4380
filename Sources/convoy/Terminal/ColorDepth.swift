/// How many colours a terminal shows a picture in.
enum ColorDepth: Sendable {
  /// The 256 colours every terminal of today has.
  case indexed
  /// Red, green and blue of eight bits each.
  case full

  /// What the terminal says of itself; programs in between, such as ssh, may not pass it on.
  static var ofTheTerminal: ColorDepth {
    switch Surroundings.variable("COLORTERM") {
    case "truecolor", "24bit": .full
    default: .indexed
    }
  }

  /// The colour as the end of an escape sequence: after `38;` for letters, after `48;` behind them.
  func code(_ color: PixelColor) -> String {
    switch self {
    case .full: "2;\(color.red);\(color.green);\(color.blue)"
    case .indexed: "5;\(color.indexed)"
    }
  }
}

/// The colour of a pixel.
struct PixelColor: Hashable {
  var red, green, blue: UInt8

  /// The nearest of a terminal's 256 colours: of the cube of six steps for each channel, or of the 24
  /// greys between.
  var indexed: Int {
    let steps = [0, 95, 135, 175, 215, 255]
    func nearest(_ value: UInt8) -> Int {
      steps.indices.min { abs(steps[$0] - Int(value)) < abs(steps[$1] - Int(value)) } ?? 0
    }
    func distance(_ r: Int, _ g: Int, _ b: Int) -> Int {
      let (x, y, z) = (r - Int(red), g - Int(green), b - Int(blue))
      return x * x + y * y + z * z
    }
    let (r, g, b) = (nearest(red), nearest(green), nearest(blue))
    let mean = (Int(red) + Int(green) + Int(blue)) / 3
    let grey = min(23, max(0, (mean - 3) / 10))
    let level = 8 + 10 * grey
    return distance(level, level, level) < distance(steps[r], steps[g], steps[b])
      ? 232 + grey : 16 + 36 * r + 6 * g + b
  }
}
