import Charts

/// Numbers as the page writes them.
enum PageText {
  /// A fraction of one: `75.6 %`, with no break before the sign.
  static func percent(_ fraction: Double) -> String {
    fraction.isFinite ? NumberText.fixed(100 * fraction, 1) + "\u{202F}%" : "–"
  }

  /// How sure a network is: as `percent`, but neither 0 nor 100 %, which no network is.
  static func probability(_ value: Double) -> String {
    if value >= 0.99995 { return "&gt;\u{202F}99.99\u{202F}%" }
    if value >= 0.9995 { return NumberText.fixed(100 * value, 2) + "\u{202F}%" }
    return value < 0.0005 ? "&lt;\u{202F}0.1\u{202F}%" : percent(value)
  }
}
