/// A condition on a metric that ends a training: `val_loss > 2 * min for 3 epochs`.
package struct StopRule: Hashable, Sendable {
  /// How the metric's value is held against the bound.
  package enum Comparison: String, CaseIterable, Sendable {
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
  }

  /// A value of the epochs before, of those that were numbers.
  package enum Past: String, CaseIterable, Sendable {
    case min, max, first, last
  }

  /// `factor * past + offset`, or `offset` alone.
  package struct Bound: Hashable, Sendable {
    package var factor: Double
    package var past: Past?
    package var offset: Double

    package init(factor: Double = 1, past: Past? = nil, offset: Double = 0) {
      self.factor = factor
      self.past = past
      self.offset = offset
    }
  }

  package var metric: String
  package var comparison: Comparison
  package var bound: Bound
  /// In so many epochs running; 1 or more.
  package var epochs: Int

  package init(_ metric: String, _ comparison: Comparison, _ bound: Bound, epochs: Int = 1) {
    self.metric = metric
    self.comparison = comparison
    self.bound = bound
    self.epochs = epochs
  }
}

extension StopRule.Comparison {
  /// Never true of what is no number.
  func holds(_ value: Double, _ bound: Double) -> Bool {
    switch self {
    case .less: value < bound
    case .atMost: value <= bound
    case .greater: value > bound
    case .atLeast: value >= bound
    }
  }
}

extension StopRule: CustomStringConvertible {
  /// As it is read, in one spelling.
  package var description: String {
    let span = epochs == 1 ? "" : " for \(epochs) epochs"
    return "\(metric) \(comparison.rawValue) \(bound)" + span
  }
}

extension StopRule.Bound: CustomStringConvertible {
  package var description: String {
    func text(_ number: Double) -> String { SettingValue(number).description }
    guard let past else { return text(offset) }
    let product = factor == 1 ? past.rawValue : "\(text(factor)) * \(past.rawValue)"
    if offset == 0 { return product }
    return product + (offset < 0 ? " - \(text(-offset))" : " + \(text(offset))")
  }
}
