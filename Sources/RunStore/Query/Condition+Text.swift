extension Filter: CustomStringConvertible {
  /// The filter in its plainest spelling; reading it gives the same filter.
  public var description: String { condition.text }
}

extension Condition {
  /// The condition in the language of `--where`, with no more parentheses than its meaning needs.
  var text: String {
    switch self {
    case .all(let parts):
      parts.map { $0.isConjunction || $0.isDisjunction ? "(\($0.text))" : $0.text }
        .joined(separator: " and ")
    case .any(let parts):
      parts.map { $0.isDisjunction ? "(\($0.text))" : $0.text }.joined(separator: " or ")
    case .not(.present(let field)): "\(field.text) is null"
    case .not(.isIn(let field, let literals)): field.text + " not in " + list(literals, field)
    case .not(.between(let field, let low, let high)):
      "\(field.text) not between \(low.text(in: field)) and \(high.text(in: field))"
    case .not(.like(let field, let pattern, let ignoringCase)):
      "\(field.text) not \(ignoringCase ? "ilike" : "like") \(pattern.quoted)"
    case .not(let condition):
      condition.isConjunction || condition.isDisjunction
        ? "not (\(condition.text))" : "not \(condition.text)"
    case .compare(let field, let comparison, let literal):
      "\(field.text) \(comparison.rawValue) \(literal.text(in: field))"
    case .isIn(let field, let literals): field.text + " in " + list(literals, field)
    case .between(let field, let low, let high):
      "\(field.text) between \(low.text(in: field)) and \(high.text(in: field))"
    case .like(let field, let pattern, let ignoringCase):
      "\(field.text) \(ignoringCase ? "ilike" : "like") \(pattern.quoted)"
    case .present(let field): "\(field.text) is not null"
    }
  }

  private var isConjunction: Bool { if case .all = self { true } else { false } }
  private var isDisjunction: Bool { if case .any = self { true } else { false } }

  private func list(_ literals: [Literal], _ field: Field) -> String {
    "(" + literals.map { $0.text(in: field) }.joined(separator: ", ") + ")"
  }
}

extension Field {
  /// The field as filters and sort keys name it.
  var text: String {
    switch self {
    case .metric(let name, .last) where !Field.endsInForm(name): "metrics." + Field.spelled(name)
    case .metric(let name, let form): "metrics.\(Field.spelled(name)).\(form.rawValue)"
    case .param(let name): "params." + Field.spelled(name)
    case .tag(let name): "tags." + Field.spelled(name)
    case .attribute(let attribute): attribute.rawValue
    }
  }

  /// A name that reads back as itself: odd ones in backquotes.
  private static func spelled(_ name: String) -> String {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(Lexer.isInNames) }
    return isPlain ? name : "`" + name.replacing("`", with: "``") + "`"
  }

  /// Whether the last part of a name would be read as a form: `x.max`.
  private static func endsInForm(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1
      && parts.last.flatMap { MetricForm(rawValue: $0.lowercased()) } != nil
  }
}

extension Literal {
  fileprivate func text(in field: Field) -> String {
    switch self {
    case .text(let text): return text.quoted
    case .number(let number):
      guard case .attribute(let attribute) = field else { return "\(number)" }
      switch attribute.kind {
      case .time:
        let time = Int64(exactly: number).map { Timestamp(milliseconds: $0).description }
        // Years before 0 or after 9999 have no such text.
        return time.flatMap { Timestamp($0).map { _ in "'\(time ?? "")'" } } ?? "\(number)"
      case .truth where number == 0 || number == 1: return number == 1 ? "true" : "false"
      case .truth, .text, .number, .status, .identifier: return "\(number)"
      }
    }
  }
}

extension String {
  /// The text between single quotes, those in it doubled.
  fileprivate var quoted: String { "'" + replacing("'", with: "''") + "'" }
}
