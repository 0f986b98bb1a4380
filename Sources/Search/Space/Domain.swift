import Foundation

/// What a hyperparameter may be.
package enum Domain: Hashable, Sendable {
  /// One of some texts without order.
  case choice([String])
  /// One of some numbers in ascending or descending order, as `linspace` and `logspace` give.
  case steps([String])
  /// A whole number `low + k · step`, at most `high`; on a logarithmic scale the step is 1 and `low`
  /// at least 1.
  case integer(low: Int, high: Int, step: Int, isLogarithmic: Bool)
  /// Any number between two; on a logarithmic scale both are positive.
  case real(low: Double, high: Double, isLogarithmic: Bool)
}

extension Domain {
  /// Whole numbers from `low` to `high`.
  package static func range(_ low: Int, _ high: Int, step: Int = 1) -> Domain {
    precondition(low <= high && step > 0, "range from \(low) to \(high) by \(step)")
    return .integer(
      low: low, high: low + (high - low) / step * step, step: step, isLogarithmic: false)
  }

  /// `count` numbers at equal distances, both ends among them.
  package static func linspace(_ low: Double, _ high: Double, count: Int) -> Domain {
    precondition(count > 1, "\(count) numbers")
    return .steps(
      (0..<count).map { index in
        let part = Double(index) / Double(count - 1)
        return text(index == count - 1 ? high : tidy(low + (high - low) * part))
      })
  }

  /// `count` numbers at equal ratios, both ends among them.
  package static func logspace(_ low: Double, _ high: Double, count: Int) -> Domain {
    precondition(count > 1 && low > 0 && high > 0, "\(count) numbers from \(low) to \(high)")
    return .steps(
      (0..<count).map { index in
        let part = Double(index) / Double(count - 1)
        if index == 0 { return text(low) }
        return text(index == count - 1 ? high : tidy(low * pow(high / low, part)))
      })
  }

  /// How many values there are; nil for any number of them.
  package var count: Int? {
    switch self {
    case .choice(let texts), .steps(let texts): texts.count
    case .integer(let low, let high, let step, _): (high - low) / step + 1
    case .real: nil
    }
  }

  /// The value with that index, which counts from 0 to `count` − 1.
  package func text(at index: Int) -> String {
    switch self {
    case .choice(let texts), .steps(let texts): return texts[index]
    case .integer(let low, _, let step, _): return "\(low + index * step)"
    case .real: preconditionFailure("a real number has no index")
    }
  }

  /// The value at a point of the unit interval, 0 included and 1 not: equal parts of it (on a
  /// logarithmic scale of its logarithm) are equally likely.
  package func text(atUnit point: Double) -> String {
    switch self {
    case .choice(let texts), .steps(let texts):
      return texts[min(Int(point * Double(texts.count)), texts.count - 1)]
    case .integer(let low, let high, _, true):
      let (first, last) = (log(Double(low) - 0.5), log(Double(high) + 0.5))
      let value = exp(first + (last - first) * point).rounded()
      return "\(min(max(Int(value), low), high))"
    case .integer(let low, let high, let step, false):
      let count = (high - low) / step + 1
      return "\(low + step * min(Int(point * Double(count)), count - 1))"
    case .real(let low, let high, true):
      return Self.text(min(max(exp(log(low) + (log(high) - log(low)) * point), low), high))
    case .real(let low, let high, false):
      return Self.text(min(max(low + (high - low) * point, low), high))
    }
  }

  /// 0.25, 1e-07, and 3 rather than 3.0: it reads back as the same number.
  static func text(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Twelve digits: 0.1 rather than 0.1 + 1e-17.
  private static func tidy(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    return Double(String(format: "%.12g", value)) ?? value
  }
}
