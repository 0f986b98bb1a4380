/// Splits a filter's text into tokens.
struct Lexer {
  private let characters: [Character]
  private let source: String
  private var position = 0

  /// - Parameter source: what errors call the text.
  init(_ text: String, source: String) {
    characters = Array(text)
    self.source = source
  }

  /// All tokens, the last of kind `.end`.
  mutating func tokens() throws(FilterError) -> [Token] {
    var tokens: [Token] = []
    while true {
      while let next = peek, next.isWhitespace { position += 1 }
      let column = position + 1
      let kind = try nextKind()
      tokens.append(Token(kind: kind, column: column))
      if kind == .end { return tokens }
    }
  }

  private var peek: Character? { position < characters.count ? characters[position] : nil }

  private func peek(_ distance: Int) -> Character? {
    position + distance < characters.count ? characters[position + distance] : nil
  }

  private func error(at index: Int, _ found: String, _ accepted: String) -> FilterError {
    FilterError(source: source, column: index + 1, found: found, accepted: accepted)
  }

  private mutating func nextKind() throws(FilterError) -> Token.Kind {
    guard let first = peek else { return .end }
    switch first {
    case "'", "\"": return .text(try quoted(by: first))
    case "(", ")", ",":
      position += 1
      return .symbol(String(first))
    case "=", "<", ">", "!": return try comparison(first)
    case "+", "-", ".", "0"..."9": return try number()
    default:
      guard first.isLetter || first == "_" || first == "`" else {
        throw error(
          at: position, "\"\(first)\"", "a name, a number, a quoted text, a comparison, ( or )")
      }
      return .name(try nameParts())
    }
  }

  private mutating func comparison(_ first: Character) throws(FilterError) -> Token.Kind {
    let start = position
    position += 1
    if let second = peek, second == "=" || (first == "<" && second == ">") {
      position += 1
      return .symbol(first == "=" ? "=" : second == ">" ? "!=" : "\(first)=")
    }
    if first == "!" { throw error(at: start, "!", "!= or not") }
    return .symbol(String(first))
  }

  /// The text up to the closing quote, which doubled stands for itself.
  private mutating func quoted(by quote: Character) throws(FilterError) -> String {
    let start = position
    var text = ""
    position += 1
    while let next = peek {
      position += 1
      if next != quote {
        text.append(next)
      } else if peek == quote {
        text.append(quote)
        position += 1
      } else {
        return text
      }
    }
    throw error(at: start, "\(quote) without its end", "a closing \(quote)")
  }

  private mutating func number() throws(FilterError) -> Token.Kind {
    let start = position
    if peek == "+" || peek == "-" { position += 1 }
    while let next = peek {
      let isExponent = next == "e" || next == "E"
      guard next.isASCII, next.isNumber || next.isLetter || "._".contains(next) else { break }
      position += 1
      if isExponent, let sign = peek, sign == "+" || sign == "-" { position += 1 }
    }
    let text = String(characters[start..<position])
    guard let value = ParamValue.number(in: text) else {
      throw error(at: start, text, "a number, or a name in `backquotes`")
    }
    return .number(value, text: text)
  }

  /// Whether a character stands in a name without quotes.
  static func isInNames(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_-/".contains(character)
  }

  private mutating func nameParts() throws(FilterError) -> [Token.NamePart] {
    var parts: [Token.NamePart] = []
    repeat {
      if !parts.isEmpty { position += 1 }
      let start = position
      if let quote = peek, quote == "`" || (quote == "\"" && !parts.isEmpty) {
        parts.append(Token.NamePart(text: try quoted(by: quote), isQuoted: true))
      } else {
        while let next = peek, Lexer.isInNames(next) {
          position += 1
        }
        parts.append(
          Token.NamePart(text: String(characters[start..<position]), isQuoted: false))
      }
      if parts[parts.count - 1].text.isEmpty {
        throw error(
          at: start, peek.map { "\"\($0)\"" } ?? "the end", "a name (odd ones in `backquotes`)")
      }
    } while peek == "."
    return parts
  }
}
