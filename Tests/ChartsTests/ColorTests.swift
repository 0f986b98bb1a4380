import Glibc
import Testing

@testable import Charts

/// Colours are told from the background and from one another.
struct ColorTests {
  /// Linear red, green, blue of `#rrggbb`.
  private func linear(_ hex: String) -> [Double] {
    stride(from: 1, to: 7, by: 2).map { start in
      let from = hex.index(hex.startIndex, offsetBy: start)
      let part = Double(Int(hex[from..<hex.index(from, offsetBy: 2)], radix: 16) ?? 0) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
  }

  /// WCAG 2.2's contrast of two colours, from 1 to 21.
  private func contrast(_ a: String, _ b: String) -> Double {
    func luminance(_ hex: String) -> Double {
      zip(linear(hex), [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let pair = [luminance(a), luminance(b)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }

  @Test func standOutFromTheBackground() {
    for color in SeriesColor.all {
      #expect(contrast(color.light, SeriesColor.lightBackground) >= 3, "\(color.light)")
      #expect(contrast(color.dark, SeriesColor.darkBackground) >= 3, "\(color.dark)")
    }
    for position in stride(from: 0, through: 1, by: 0.1) {
      let color = ValueColor.at(position)
      #expect(contrast(color, SeriesColor.lightBackground) >= 3, "\(color)")
      #expect(contrast(color, SeriesColor.darkBackground) >= 3, "\(color)")
    }
  }

  /// Full protanopia, deuteranopia and tritanopia on linear values: Machado, Oliveira and Fernandes,
  /// "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), table 1.
  private static let visions: [(name: String, matrix: [[Double]])] = [
    ("full", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "deuteranopia",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
    (
      "tritanopia",
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    ),
  ]

  /// CIE L*a*b* (D65) of a linear colour.
  private func lab(_ rgb: [Double]) -> [Double] {
    let matrix = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
      [0.0193339, 0.1191920, 0.9503041],
    ]
    let f = zip(matrix, [0.95047, 1, 1.08883]).map { row, white in
      let value = zip(row, rgb).reduce(0) { $0 + $1.0 * min(max($1.1, 0), 1) } / white
      return value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  @Test(arguments: visions.map(\.name))
  func differFromOneAnother(vision: String) throws {
    let matrix = try #require(Self.visions.first { $0.name == vision }).matrix
    for colors in [SeriesColor.all.map(\.light), SeriesColor.all.map(\.dark)] {
      let seen = colors.map { color in
        lab(matrix.map { row in zip(row, linear(color)).reduce(0) { $0 + $1.0 * $1.1 } })
      }
      for a in seen.indices {
        for b in seen.indices where b > a {
          let distance = zip(seen[a], seen[b]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            .squareRoot()
          #expect(distance >= 20, "\(colors[a]) and \(colors[b]): \(distance)")
        }
      }
    }
  }
}
