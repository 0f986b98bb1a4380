/// Text as a field of comma-separated values (RFC 4180), safe to open in a spreadsheet.
///
/// A spreadsheet takes a field that begins with `=`, `+`, `-` or `@`, also after blanks, for a formula to
/// compute, and text in a store may be anybody's. Such a text is written with an apostrophe before it, and
/// so is one that begins with an apostrophe: whoever reads a text field back takes one apostrophe away
/// and has the text. Numbers are no text and stay as they are.
enum CSVText {
  /// Appends `text` as a field: guarded, and in quotes where it has a comma, a quote or a line break.
  /// An empty text is `""`, which tells it from a field that is not there.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    if text.isEmpty {
      bytes += [quote, quote]
      return
    }
    let guarded = needsGuard(text)
    let isQuoted = text.utf8.contains {
      $0 == comma || $0 == quote || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
    }
    if isQuoted { bytes.append(quote) }
    if guarded { bytes.append(apostrophe) }
    if isQuoted {
      for byte in text.utf8 {
        if byte == quote { bytes.append(quote) }
        bytes.append(byte)
      }
      bytes.append(quote)
    } else {
      bytes.append(contentsOf: text.utf8)
    }
  }

  /// The text that a field, its quotes already taken away, was made of.
  static func text(of field: String) -> String {
    field.utf8.first == apostrophe ? String(field.dropFirst()) : field
  }

  /// Several texts as one: joined by commas; a comma or backslash of their own has a backslash before it.
  static func joined(_ texts: [String]) -> String {
    texts.map { $0.replacing("\\", with: "\\\\").replacing(",", with: "\\,") }
      .joined(separator: ",")
  }

  /// The texts that `joined` made one of.
  static func separated(_ text: String) -> [String] {
    if text.isEmpty { return [] }
    var parts: [String] = []
    var part = ""
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped || (scalar != "," && scalar != "\\") {
        part.unicodeScalars.append(scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        parts.append(part)
        part = ""
      }
    }
    return parts + [part]
  }

  private static func needsGuard(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first(where: { $0 != " " }) else { return false }
    switch first {
    case "=", "+", "-", "@", "\t", "\r", "\n", "'": return true
    // The same signs at full width, which some spreadsheets take for them.
    case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
    default: return false
    }
  }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let apostrophe = UInt8(ascii: "'")
}
