import Foundation
import Search

/// Functions with a known minimum to search; the same are in `tools/search/curves.py`.
enum SyntheticFunction: String, CaseIterable {
  /// Two numbers; three equal minima of 0.397887.
  case branin
  /// Five numbers; the minimum is away from the middle.
  case sphere
  /// As a training: a logarithmic rate, a logarithmic whole number, a category, a whole number.
  case training

  var space: SearchSpace {
    switch self {
    case .branin:
      SearchSpace([
        Dimension("x", .real(low: -5, high: 10, isLogarithmic: false)),
        Dimension("y", .real(low: 0, high: 15, isLogarithmic: false)),
      ])
    case .sphere:
      SearchSpace(
        (0..<5).map { Dimension("x\($0)", .real(low: -1, high: 1, isLogarithmic: false)) })
    case .training:
      SearchSpace([
        Dimension("rate", .real(low: 1e-5, high: 1, isLogarithmic: true)),
        Dimension("width", .integer(low: 8, high: 512, step: 1, isLogarithmic: true)),
        Dimension("kind", .choice(["adam", "sgd", "adamw", "rmsprop"])),
        Dimension("layers", .range(1, 8)),
      ])
    }
  }

  func callAsFunction(_ configuration: Configuration) -> Double {
    func number(_ name: String) -> Double { configuration[name].flatMap(Double.init) ?? .nan }
    switch self {
    case .branin:
      let (x, y) = (number("x"), number("y"))
      let (b, c, t) = (5.1 / (4 * Double.pi * Double.pi), 5 / Double.pi, 1 / (8 * Double.pi))
      let square = y - b * x * x + c * x - 6
      return square * square + 10 * (1 - t) * cos(x) + 10
    case .sphere:
      return (0..<5).reduce(0) { $0 + pow(number("x\($1)") - 0.3, 2) }
    case .training:
      let penalty = ["adam": 0, "sgd": 0.6, "adamw": 0.1, "rmsprop": 0.3][
        configuration["kind"] ?? ""]
      return pow(log10(number("rate")) + 3, 2) + pow(log2(number("width")) - 7, 2) / 4
        + (penalty ?? .nan) + 0.1 * abs(number("layers") - 3)
    }
  }

  /// The best value after each trial of a search, one trial at a time.
  func bestSoFar(_ strategy: Strategy, seed: UInt64, trials: Int) -> [Double] {
    let proposer = Proposer(space, strategy: strategy, seed: seed)
    var history: [PastTrial] = []
    var best = Double.infinity
    return (0..<trials).compactMap { _ in
      guard let proposal = proposer.next(after: history) else { return nil }
      let loss = self(proposal.configuration)
      history.append(
        PastTrial(
          draw: proposal.draw, configuration: proposal.configuration,
          outcome: .measured(loss: loss, epochs: 1, isComplete: true)))
      best = min(best, loss)
      return best
    }
  }
}

/// The value below which a share of the values lies, as NumPy interpolates it.
func quantile(_ share: Double, of values: [Double]) -> Double {
  let sorted = values.sorted()
  let place = share * Double(sorted.count - 1)
  let below = Int(place)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
}
