extension ExperimentNode {
  /// The value as a YAML document that reads back as the same values: one line per top-level key
  /// and per layer, numbers letter for letter.
  var yaml: String {
    guard let entries else { return flow + "\n" }
    return entries.map { entry in
      let key = Self.scalar(entry.key, isQuoted: false)
      if case .list(let items) = entry.value.content, items.contains(where: { $0.isBranch }) {
        return "\(key):\n" + items.map { "  - \($0.item)\n" }.joined()
      }
      return "\(key): \(entry.value.flow)\n"
    }.joined()
  }

  private var isBranch: Bool {
    switch content {
    case .scalar: false
    case .list, .map: true
    }
  }

  /// A list's item on one line, a map of one key without its braces: `conv: {depth: 32}`.
  private var item: String {
    guard let entries, entries.count == 1, let only = entries.first else { return flow }
    return "\(Self.scalar(only.key, isQuoted: false)): \(only.value.flow)"
  }

  /// What stands before a hyperparameter that overrides of other keys have left without use.
  static let unusedTag = "!unused"

  /// The value on one line, as it can stand in an override.
  var flow: String { isUnused ? "\(Self.unusedTag) \(value)" : value }

  private var value: String {
    switch content {
    case .scalar(let text, let isQuoted): Self.scalar(text, isQuoted: isQuoted)
    case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
    case .map(let entries):
      "{"
        + entries.map { "\(Self.scalar($0.key, isQuoted: false)): \($0.value.flow)" }
        .joined(separator: ", ") + "}"
    }
  }

  /// Quoted where it was or where YAML could misread it.
  private static func scalar(_ text: String, isQuoted: Bool) -> String {
    let isPlain = !text.isEmpty && text.unicodeScalars.allSatisfy(isSafe) && text != "-"
    if isPlain && !isQuoted { return text }
    if text.isEmpty && !isQuoted { return "null" }
    var escaped = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\t": escaped += "\\t"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        escaped += "\\x" + hexadecimal(scalar.value, digits: 2)
      case "\u{2028}", "\u{2029}", "\u{FEFF}":
        escaped += "\\u" + hexadecimal(scalar.value, digits: 4)
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped + "\""
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// Characters no YAML reader takes for punctuation, wherever they stand in a scalar.
  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "$", ".", "+", "-", "/", "~": true
    default: false
    }
  }
}
