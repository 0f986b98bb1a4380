/// Reads the filter language by recursive descent.
///
///     condition  = conjunction { "or" conjunction }
///     conjunction = term { "and" term }
///     term       = "not" term | "(" condition ")" | predicate
///     predicate  = field ( comparison value
///                        | ["not"] "in" "(" value { "," value } ")"
///                        | ["not"] "between" value "and" value
///                        | ["not"] ( "like" | "ilike" ) text
///                        | "is" ["not"] "null" ) | tag
struct FilterParser {
  private let source: String
  private let tokens: [Token]
  private var position = 0
  private var depth = 0
  private var terms = 0

  static let maximumDepth = 50
  static let maximumTerms = 200

  init(_ text: String, source: String) throws(FilterError) {
    self.source = source
    var lexer = Lexer(text, source: source)
    tokens = try lexer.tokens()
  }

  /// A whole filter.
  mutating func filter() throws(FilterError) -> Condition {
    let condition = try self.condition()
    guard current.kind == .end else { throw unexpected("and, or, or the end") }
    return condition
  }

  /// A whole sort key.
  mutating func sortKey() throws(FilterError) -> Field {
    let field = try self.field()
    guard current.kind == .end else { throw unexpected("one key") }
    return field
  }

  var current: Token { tokens[position] }

  mutating func advance() { position = min(position + 1, tokens.count - 1) }

  func unexpected(_ accepted: String) -> FilterError { error(current, accepted) }

  func error(_ token: Token, _ accepted: String) -> FilterError {
    FilterError(
      source: source, column: token.column, found: token.description, accepted: accepted)
  }

  private mutating func accept(keyword: String) -> Bool {
    guard current.keyword == keyword else { return false }
    advance()
    return true
  }

  private mutating func accept(symbol: String) -> Bool {
    guard current.kind == .symbol(symbol) else { return false }
    advance()
    return true
  }

  private mutating func condition() throws(FilterError) -> Condition {
    var parts = [try conjunction()]
    while accept(keyword: "or") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() throws(FilterError) -> Condition {
    var parts = [try term()]
    while accept(keyword: "and") { parts.append(try term()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func term() throws(FilterError) -> Condition {
    depth += 1
    defer { depth -= 1 }
    guard depth <= FilterParser.maximumDepth else {
      throw unexpected("at most \(FilterParser.maximumDepth) levels of not and parentheses")
    }
    if accept(keyword: "not") { return .not(try term()) }
    if accept(symbol: "(") {
      let condition = try self.condition()
      guard accept(symbol: ")") else { throw unexpected("and, or, or )") }
      return condition
    }
    terms += 1
    guard terms <= FilterParser.maximumTerms else {
      throw unexpected("at most \(FilterParser.maximumTerms) comparisons")
    }
    return try predicate()
  }

  private mutating func predicate() throws(FilterError) -> Condition {
    let field = try self.field()
    if case .symbol(let symbol) = current.kind,
      let comparison = Condition.Comparison(rawValue: symbol)
    {
      advance()
      return .compare(field, comparison, try literal(for: field))
    }
    if accept(keyword: "is") {
      let isNot = accept(keyword: "not")
      guard accept(keyword: "null") else { throw unexpected(isNot ? "null" : "null or not null") }
      return isNot ? .present(field) : .not(.present(field))
    }
    let negated = accept(keyword: "not")
    if let condition = try set(field) { return negated ? .not(condition) : condition }
    if negated { throw unexpected("in, between, like or ilike") }
    switch field {
    case .tag: return .present(field)
    case .attribute(.dirty): return .compare(field, .equal, .number(1))
    case .metric, .param, .attribute:
      throw unexpected("= != < <= > >=, in, between, like, ilike or is null")
    }
  }

  /// The forms that may follow `not`; nil if none does.
  private mutating func set(_ field: Field) throws(FilterError) -> Condition? {
    if accept(keyword: "in") {
      guard accept(symbol: "(") else { throw unexpected("( and a list of values") }
      var values: [Literal] = []
      repeat { values.append(try literal(for: field)) } while accept(symbol: ",")
      guard accept(symbol: ")") else { throw unexpected(", or )") }
      return .isIn(field, values)
    }
    if accept(keyword: "between") {
      let low = try literal(for: field)
      guard accept(keyword: "and") else { throw unexpected("and") }
      let start = current
      let high = try literal(for: field)
      switch (low, high) {
      case (.number, .number), (.text, .text): return .between(field, low, high)
      case (.number, .text): throw error(start, "a number, like the lower bound")
      case (.text, .number): throw error(start, "a quoted text, like the lower bound")
      }
    }
    let ignoringCase = current.keyword == "ilike"
    guard accept(keyword: "like") || accept(keyword: "ilike") else { return nil }
    guard case .text(let pattern) = current.kind else {
      throw unexpected("a quoted pattern, % for any text")
    }
    if !field.hasText { throw unexpected("= != < <= > >= for a field of numbers") }
    advance()
    return .like(field, pattern, ignoringCase: ignoringCase)
  }
}
