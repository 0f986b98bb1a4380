import Markup

/// An SVG document being written: elements, escaped text, numbers with one decimal.
struct SVGText {
  private(set) var text = ""

  /// `<name attributes>content</name>`, or `<name attributes/>`.
  mutating func add(
    _ name: String, _ attributes: KeyValuePairs<String, String>, _ content: String? = nil
  ) {
    text += SVGText.element(name, attributes, content.map(MarkupText.escaped)) + "\n"
  }

  /// An element with a title, which browsers show under the pointer.
  mutating func add(
    _ name: String, _ attributes: KeyValuePairs<String, String>, title: String
  ) {
    let title = SVGText.element("title", [:], MarkupText.escaped(title))
    text += SVGText.element(name, attributes, title) + "\n"
  }

  mutating func addRaw(_ raw: String) { text += raw + "\n" }

  static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String>, _ content: String?
  ) -> String {
    var text = "<" + name
    for (key, value) in attributes { text += " \(key)=\"\(MarkupText.escaped(value))\"" }
    return text + (content.map { ">\($0)</\(name)>" } ?? "/>")
  }

  /// A coordinate with at most one decimal.
  static func number(_ value: Double) -> String {
    let text = NumberText.fixed(value, 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// About how many units a text of 12-unit letters takes; East Asian letters count twice.
  static func width(_ text: String) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 12.5 : 6.9) }
  }

  /// The text cut to about `width` units.
  static func cut(_ text: String, to width: Double) -> String {
    if self.width(text) <= width { return text }
    var result = ""
    var used = 7.0
    for character in text {
      used += self.width(String(character))
      if used > width { break }
      result.append(character)
    }
    return result + "…"
  }
}
