import TestSupport

@testable import RunStore

/// Conditions of every form, over the names that `RandomRuns` uses and some that no run has.
struct RandomFilters {
  var random: SplitMix

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  static let metrics = ["val_accuracy", "val_loss", "time.max", "ünïcode", "unheard_of"]
  static let params = ["depth", "padding", "odd `name`", "model.0.conv.depth", "unheard_of"]
  static let tags = ["baseline", "kind", "fold", "unheard_of"]
  static let numbers: [Double] = [
    0, 1, 2, 0.5, 0.75, -1.5, 3, 32, 64, 1e300, .leastNonzeroMagnitude, -0.1,
    9_007_199_254_740_992,
  ]
  static let texts = [
    "", "same", "cnn", "it's", "32", "3", "a`b", "\"", "%", "run-3", "日本", "x y", "4e2", "h",
  ]
  static let patterns = ["%", "_", "run-_", "RUN-%", "%[a-z]%", "c*n", "s_m?", "", "%'%", "日_"]

  mutating func condition(depth: Int = 3) -> Condition {
    switch depth > 0 ? random.below(9) : 3 + random.below(6) {
    case 0: .all(conditions(depth: depth - 1))
    case 1: .any(conditions(depth: depth - 1))
    case 2: .not(condition(depth: depth - 1))
    case 3: .present(field())
    case 4: like()
    case 5: between()
    case 6: isIn()
    default: compare()
    }
  }

  private mutating func conditions(depth: Int) -> [Condition] {
    (0..<2 + random.below(2)).map { _ in condition(depth: depth) }
  }

  mutating func field() -> Field {
    switch random.below(4) {
    case 0:
      .metric(random.one(of: Self.metrics), random.one(of: Field.MetricForm.allCases))
    case 1: .param(random.one(of: Self.params))
    case 2: .tag(random.one(of: Self.tags))
    default: .attribute(random.one(of: Attribute.allCases))
    }
  }

  private mutating func like() -> Condition {
    var field = field()
    while !field.hasText { field = self.field() }
    return .like(field, random.one(of: Self.patterns), ignoringCase: random.below(2) == 0)
  }

  private mutating func between() -> Condition {
    let field = field()
    let low = literal(of: field)
    var high = literal(of: field)
    while high.isNumber != low.isNumber { high = literal(of: field) }
    return .between(field, low, high)
  }

  private mutating func isIn() -> Condition {
    let field = field()
    return .isIn(field, (0..<1 + random.below(3)).map { _ in literal(of: field) })
  }

  private mutating func compare() -> Condition {
    let signs: [Condition.Comparison] = [
      .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual,
    ]
    let field = field()
    return .compare(field, random.one(of: signs), literal(of: field))
  }

  private mutating func literal(of field: Field) -> Literal {
    switch field {
    case .metric: return .number(random.one(of: Self.numbers))
    case .param, .tag:
      return random.below(2) == 0
        ? .number(random.one(of: Self.numbers)) : .text(random.one(of: Self.texts))
    case .attribute(let attribute):
      switch attribute.kind {
      case .text, .identifier: return .text(random.one(of: Self.texts))
      case .number: return .number(random.one(of: Self.numbers))
      case .time:
        // Now and then a year that has no ISO text.
        let milliseconds = Timestamp(start).milliseconds + Int64(random.below(90_000))
        return .number(random.below(9) == 0 ? -1e15 : Double(milliseconds))
      case .status: return .text(random.one(of: RunStatus.allCases).rawValue)
      case .truth: return .number(Double(random.below(3)))
      }
    }
  }
}
