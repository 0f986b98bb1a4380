extension StopRule {
  /// Why a text is no rule.
  struct Fault: Error, Hashable {
    /// From 1, in characters of the text.
    let column: Int
    let found: String
    let accepted: String
  }

  /// Reads `METRIC COMPARISON BOUND [for N epochs]`, where a bound is a number, `min`, `max`, `first` or
  /// `last`, one of them times a number, plus or minus a number.
  /// - Parameter metrics: the names accepted.
  init(_ text: String, metrics: [String]) throws(Fault) {
    var tokens = StopRuleTokens(text)
    metric = try tokens.take(Spelling(metrics).advice(for:)) { metrics.contains($0) ? $0 : nil }
    comparison = try tokens.take(Comparison.self)
    bound = try Self.bound(&tokens)
    epochs = 1
    if tokens.next("for") {
      epochs = try tokens.take({ _ in "accepted: a whole number from 1" }) { word in
        Int(word).flatMap { $0 >= 1 ? $0 : nil }
      }
      if !tokens.next("epochs"), !tokens.next("epoch") { throw tokens.fault("accepted: epochs") }
    }
    guard tokens.isAtEnd else { throw tokens.fault("accepted: for N epochs, or nothing more") }
  }

  private static func bound(_ tokens: inout StopRuleTokens) throws(Fault) -> Bound {
    var bound = Bound()
    let sign = tokens.next("-") ? -1.0 : 1
    if let number = tokens.nextNumber() {
      guard tokens.next("*") else { return Bound(offset: sign * number) }
      bound.factor = sign * number
      bound.past = try tokens.take(Past.self)
    } else {
      bound.past = try tokens.take(Past.self, orNumber: true)
      bound.factor = sign
      if tokens.next("*") { bound.factor *= try tokens.takeNumber() }
    }
    if tokens.next("+") {
      bound.offset = try tokens.takeNumber()
    } else if tokens.next("-") {
      bound.offset = -(try tokens.takeNumber())
    }
    return bound
  }
}

/// The words, numbers and signs of a rule's text, one after the other.
struct StopRuleTokens {
  private var tokens: [(text: String, column: Int)] = []
  private var position = 0
  private let end: Int

  init(_ text: String) {
    let characters = Array(text)
    end = characters.count + 1
    func isWord(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "_" || character == "."
    }
    var index = 0
    while index < characters.count {
      let start = index
      index += 1
      if characters[start].isWhitespace { continue }
      if isWord(characters[start]) {
        let isNumber = characters[start].isNumber || characters[start] == "."
        while index < characters.count,
          isWord(characters[index])
            || isNumber && "+-".contains(characters[index]) && "eE".contains(characters[index - 1])
        { index += 1 }
      } else if "<>".contains(characters[start]), index < characters.count,
        characters[index] == "="
      {
        index += 1
      }
      tokens.append((String(characters[start..<index]), start + 1))
    }
  }

  var isAtEnd: Bool { position == tokens.count }

  private var current: String? { isAtEnd ? nil : tokens[position].text }

  /// Takes that token if it comes next.
  mutating func next(_ text: String) -> Bool {
    guard current == text else { return false }
    position += 1
    return true
  }

  /// Takes a number if one comes next.
  mutating func nextNumber() -> Double? {
    guard let text = current, text.first?.isNumber == true || text.first == ".",
      let number = Double(text), number.isFinite
    else { return nil }
    position += 1
    return number
  }

  mutating func takeNumber() throws(StopRule.Fault) -> Double {
    guard let number = nextNumber() else { throw fault("accepted: a number") }
    return number
  }

  /// Takes what `read` makes something of; `advice` says what would have been accepted.
  mutating func take<Value>(
    _ advice: (String) -> String, _ read: (String) -> Value?
  ) throws(StopRule.Fault) -> Value {
    guard let value = current.flatMap(read) else { throw fault(advice(current ?? "")) }
    position += 1
    return value
  }

  /// Takes one of an enumeration's words.
  mutating func take<Choice: CaseIterable & RawRepresentable<String>>(
    _: Choice.Type, orNumber: Bool = false
  ) throws(StopRule.Fault) -> Choice {
    let advice = { Spelling(Choice.allCases.map(\.rawValue)).advice(for: $0) }
    return try take({ advice($0) + (orNumber ? ", a number" : "") }, Choice.init(rawValue:))
  }

  /// An error at the token that comes next.
  func fault(_ accepted: String) -> StopRule.Fault {
    StopRule.Fault(
      column: isAtEnd ? end : tokens[position].column,
      found: current.map(quoted) ?? "the end", accepted: accepted)
  }
}
