/// A meaning that a terminal shows as a colour.
enum TextStyle: String {
  case heading = "1"
  case quiet = "2"
  case good = "32"
  case bad = "31"
  case caution = "33"
  case active = "36"
}

/// Colours text, or leaves it as it is where colours are not wanted.
struct Palette: Sendable {
  var isEnabled: Bool

  static let plain = Palette(isEnabled: false)

  func callAsFunction(_ style: TextStyle?, _ text: String) -> String {
    guard isEnabled, let style, !text.isEmpty else { return text }
    return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
  }
}
