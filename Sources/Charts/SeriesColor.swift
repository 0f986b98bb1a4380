/// The colours of the runs in a chart: told apart by people with any colour vision, three to one
/// against the background at least (WCAG 2.2, 1.4.11); a test computes both. After six runs the colours
/// begin again with broken lines.
package struct SeriesColor: Sendable, Hashable {
  /// `#rrggbb` on a light and on a dark background.
  package let light: String
  package let dark: String
  /// The colour's number among the 256 of a terminal, between light and dark.
  package let terminal: Int

  package static let all = [
    SeriesColor(light: "#0b54d0", dark: "#5297ff", terminal: 33),
    SeriesColor(light: "#dd7a0a", dark: "#eb742a", terminal: 208),
    SeriesColor(light: "#089e5e", dark: "#36e77c", terminal: 35),
    SeriesColor(light: "#ad389b", dark: "#ca70ae", terminal: 170),
    SeriesColor(light: "#775200", dark: "#f9dd20", terminal: 184),
    SeriesColor(light: "#4c4d4f", dark: "#c1d9c6", terminal: 250),
  ]

  package static func of(_ series: Int) -> SeriesColor { all[series % all.count] }

  /// The lengths of strokes and gaps of a series' line; nil for an unbroken one.
  static func dashes(of series: Int) -> String? {
    switch series / all.count % 3 {
    case 0: nil
    case 1: "6 3"
    default: "2 3"
    }
  }

  package static let lightBackground = "#ffffff"
  package static let darkBackground = "#0d1117"
}
