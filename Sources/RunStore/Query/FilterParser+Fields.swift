extension FilterParser {
  /// A field: prefix and name, or an attribute alone.
  mutating func field() throws(FilterError) -> Field {
    let token = current
    guard case .name(let parts) = token.kind else {
      throw unexpected("metrics.NAME, params.NAME, tags.NAME or an attribute")
    }
    advance()
    var rest = parts.dropFirst()
    let prefix = parts[0].isQuoted ? "" : parts[0].text.lowercased()
    if rest.isEmpty { return .attribute(try attribute(parts[0].text, token)) }
    func name() -> String { rest.map(\.text).joined(separator: ".") }
    switch prefix {
    case "metrics", "metric":
      var form = Field.MetricForm.last
      if rest.count > 1, let end = rest.last, !end.isQuoted,
        let named = Field.MetricForm(rawValue: end.text.lowercased())
      {
        form = named
        rest.removeLast()
      }
      return .metric(name(), form)
    case "params", "param", "parameters", "parameter": return .param(name())
    case "tags", "tag":
      return switch ClientTag(rawValue: name()) {
      case .runName: .attribute(.name)
      case .note: .attribute(.note)
      case .user: .attribute(.user)
      case nil: .tag(name())
      }
    case "attributes", "attribute", "attr", "run": return .attribute(try attribute(name(), token))
    default:
      throw error(token, "metrics.NAME, params.NAME, tags.NAME or attributes.NAME")
    }
  }

  private func attribute(_ name: String, _ token: Token) throws(FilterError) -> Attribute {
    if let attribute = Attribute(named: name) { return attribute }
    let names = Attribute.allCases.map(\.rawValue).joined(separator: ", ")
    let quoted = name.allSatisfy(Lexer.isInNames) ? name : "`\(name)`"
    throw error(token, "metrics.\(quoted), params.\(quoted), tags.\(quoted), or one of \(names)")
  }

  /// A value of the kind `field` is compared with.
  mutating func literal(for field: Field) throws(FilterError) -> Literal {
    let token = current
    let truth: Bool? =
      switch token.keyword {
      case "true": true
      case "false": false
      default: nil
      }
    advance()
    switch (field.literalKind, token.kind) {
    case (.number, .number(let number, _)), (.free, .number(let number, _)),
      (.time, .number(let number, _)), (.truth, .number(let number, _)):
      return .number(number)
    case (.text, .text(let text)), (.free, .text(let text)): return .text(text)
    case (.text, .number(_, let text)): return .text(text)
    case (.free, .name): if let truth { return .text(truth ? "true" : "false") }
    case (.truth, .name): if let truth { return .number(truth ? 1 : 0) }
    case (.time, .text(let text)):
      if let time = Timestamp(text) { return .number(Double(time.milliseconds)) }
    case (.status, .text(let text)):
      if let status = RunStatus(named: text) { return .text(status.rawValue) }
    case (.identifier, .text(let text)), (.identifier, .number(_, let text)):
      return .text(RunIdentifier.dashed(text))
    default: break
    }
    throw error(token, field.literalKind.accepted)
  }
}

extension Field {
  /// What a field is compared with.
  fileprivate enum LiteralKind {
    case number, text, identifier, time, status, truth
    /// Parameters and tags: numbers as numbers, text as text.
    case free

    var accepted: String {
      switch self {
      case .number: "a number"
      case .text, .identifier: "a quoted text"
      case .time: "a time like '2026-11-23' or '2026-11-23T05:33:00Z' (UTC)"
      case .status: RunStatus.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      case .truth: "true or false"
      case .free: "a number or a quoted text"
      }
    }
  }

  fileprivate var literalKind: LiteralKind {
    switch self {
    case .metric: .number
    case .param, .tag: .free
    case .attribute(let attribute):
      switch attribute.kind {
      case .text: .text
      case .identifier: .identifier
      case .number: .number
      case .time: .time
      case .status: .status
      case .truth: .truth
      }
    }
  }

  /// Whether a pattern can be compared with the field.
  var hasText: Bool {
    switch literalKind {
    case .text, .identifier, .status, .free: true
    case .number, .time, .truth: false
    }
  }
}
