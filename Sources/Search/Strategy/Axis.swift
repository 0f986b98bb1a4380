import Foundation

/// A hyperparameter as the Parzen estimator sees it: texts become coordinates.
enum Axis {
  /// The coordinate is an index.
  case categories([String])
  /// The coordinate is an index into texts in order.
  case steps([String])
  case integer(low: Int, high: Int, step: Int, isLogarithmic: Bool)
  /// On a logarithmic scale the coordinate is the logarithm.
  case real(low: Double, high: Double, isLogarithmic: Bool)

  init(_ domain: Domain) {
    switch domain {
    case .choice(let texts): self = .categories(texts)
    case .steps(let texts): self = .steps(texts)
    case .integer(let low, let high, let step, let isLogarithmic):
      self = .integer(low: low, high: high, step: step, isLogarithmic: isLogarithmic)
    case .real(let low, let high, let isLogarithmic):
      self = .real(low: low, high: high, isLogarithmic: isLogarithmic)
    }
  }

  /// The coordinate of a text; nil if it is none of the domain's.
  func coordinate(of text: String) -> Double? {
    switch self {
    case .categories(let texts), .steps(let texts): texts.firstIndex(of: text).map(Double.init)
    case .integer(_, _, _, let isLogarithmic), .real(_, _, let isLogarithmic):
      Double(text).map { isLogarithmic ? log($0) : $0 }
    }
  }

  /// The text at a coordinate, rounded to one the domain has.
  func text(at coordinate: Double) -> String {
    switch self {
    case .categories(let texts), .steps(let texts):
      return texts[min(max(Int(coordinate.rounded()), 0), texts.count - 1)]
    case .integer(let low, let high, let step, let isLogarithmic):
      let value = isLogarithmic ? exp(coordinate) : coordinate
      let steps = Int(((value - Double(low)) / Double(step)).rounded())
      return "\(min(max(low + steps * step, low), high))"
    case .real(let low, let high, let isLogarithmic):
      return Domain.text(min(max(isLogarithmic ? exp(coordinate) : coordinate, low), high))
    }
  }

  /// Where densities live; nil for categories. Discrete values fill the room of half a step around
  /// them.
  var bounds: (low: Double, high: Double)? {
    switch self {
    case .categories: return nil
    case .steps(let texts): return (-0.5, Double(texts.count) - 0.5)
    case .integer(let low, let high, let step, let isLogarithmic):
      let half = Double(step) / 2
      let (first, last) = (Double(low) - half, Double(high) + half)
      return isLogarithmic ? (log(first), log(last)) : (first, last)
    case .real(let low, let high, let isLogarithmic):
      return isLogarithmic ? (log(low), log(high)) : (low, high)
    }
  }

  /// The part of a density that belongs to the value at a coordinate; nil where values are continuous.
  func cell(around coordinate: Double) -> (low: Double, high: Double)? {
    switch self {
    case .categories, .real: return nil
    case .steps: return (coordinate - 0.5, coordinate + 0.5)
    case .integer(_, _, let step, let isLogarithmic):
      let half = Double(step) / 2
      guard isLogarithmic else { return (coordinate - half, coordinate + half) }
      let value = exp(coordinate).rounded()
      return (log(value - half), log(value + half))
    }
  }
}
