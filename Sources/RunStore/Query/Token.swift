/// One word of a filter, and where it begins.
struct Token {
  enum Kind: Equatable {
    /// A name, its parts split at the dots; a backquoted part is kept to the letter.
    case name([NamePart])
    case number(Double, text: String)
    case text(String)
    /// `= != < <= > >= ( ) ,`
    case symbol(String)
    case end
  }

  struct NamePart: Equatable {
    var text: String
    var isQuoted: Bool
  }

  var kind: Kind
  /// Counted from 1.
  var column: Int

  /// The lower-case word of an unquoted name without dots, which may be a keyword.
  var keyword: String? {
    guard case .name(let parts) = kind, parts.count == 1, !parts[0].isQuoted else { return nil }
    return parts[0].text.lowercased()
  }

  /// The token as an error names it.
  var description: String {
    switch kind {
    case .name(let parts):
      parts.map { $0.isQuoted ? "`\($0.text)`" : $0.text }.joined(separator: ".")
    case .number(_, let text): text
    case .text(let text): "'\(text)'"
    case .symbol(let text): text
    case .end: "the end"
    }
  }
}
