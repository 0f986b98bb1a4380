extension Character {
  /// How many columns a terminal gives this character: 0 (combining marks, joiners), 1 or 2
  /// (East Asian wide characters and emoji).
  var displayWidth: Int {
    if isASCII { return 1 }
    guard let first = unicodeScalars.first else { return 0 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    let shownAsEmoji =
      first.properties.isEmojiPresentation || unicodeScalars.contains { $0.value == 0xFE0F }
    return shownAsEmoji || wideRanges.contains { $0.contains(first.value) } ? 2 : 1
  }
}

extension StringProtocol {
  /// How many columns a terminal gives this text.
  var displayWidth: Int {
    if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
    return reduce(0) { $0 + $1.displayWidth }
  }

  /// The text cut to at most `width` columns, the last one an ellipsis where something is left out.
  func truncated(to width: Int) -> String {
    if displayWidth <= width { return String(self) }
    var result = ""
    var used = 0
    for character in self {
      let next = used + character.displayWidth
      if next > width - 1 { break }
      result.append(character)
      used = next
    }
    return result + "…"
  }

  /// The text with everything between double quotes cut to 60 columns, and words that are no path
  /// cut likewise where they are far longer.
  var withShortNames: String {
    let quotesCut = split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .map { $0.isMultiple(of: 2) ? String($1) : $1.truncated(to: 60) }.joined(separator: "\"")
    return quotesCut.split(separator: " ", omittingEmptySubsequences: false).map { word in
      if word.count <= 100 || word.contains("/") { return String(word) }
      let end = word.reversed().prefix { "';:,.\"".contains($0) }.reversed()
      return word.truncated(to: 60) + String(end)
    }.joined(separator: " ")
  }

  /// The text on one line that cannot steer a terminal: each run of control characters is a space.
  var singleLine: String {
    guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return String(self)
    }
    return split(whereSeparator: { character in
      character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }).joined(separator: " ")
  }
}

/// The blocks Unicode's East Asian Width (UAX #11) calls wide or fullwidth, the large ones.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
  0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
  0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
]
