/// Proposes where good trials are dense and bad ones are not.
///
/// The trials are split by value; points are drawn from the density of the good ones, and the one with
/// the largest ratio of the two densities is proposed. Hyperparameters that are always there are drawn
/// together, conditional ones one by one from the trials that had them. Trials under way count as bad,
/// so that workers do not propose the same point.
struct TreeParzenEstimator {
  private let space: SearchSpace
  private let settings: TPESettings
  /// Oldest first.
  private let good, bad: [Configuration]

  init(_ space: SearchSpace, settings: TPESettings, history: [PastTrial]) {
    self.space = space
    self.settings = settings
    let measured = history.indices.filter { history[$0].outcome != .open }
    let count = min((measured.count + 9) / 10, 25)
    let best = Set(measured.sorted { Self.isBetter(history, $0, $1) }.prefix(count))
    good = history.indices.filter(best.contains).map { history[$0].configuration }
    bad = history.indices.filter { !best.contains($0) }.map { history[$0].configuration }
  }

  /// Trials trained to the end come first, by their loss; then the others, the longer trained ones
  /// first.
  private static func isBetter(_ history: [PastTrial], _ a: Int, _ b: Int) -> Bool {
    func rank(_ index: Int) -> (Int, Double, Int) {
      guard case .measured(let loss, let epochs, let isComplete) = history[index].outcome else {
        return (.max, .infinity, index)
      }
      return (isComplete ? .min : -epochs, loss.isNaN ? .infinity : loss, index)
    }
    return rank(a) < rank(b)
  }

  func proposal(_ generator: inout DrawGenerator) -> Configuration {
    let joint = space.dimensions.filter(\.conditions.isEmpty)
    var configuration = Configuration()
    for (name, text) in drawn(joint, &generator) { configuration[name] = text }
    for dimension in space.dimensions
    where !dimension.conditions.isEmpty && dimension.isActive(in: configuration) {
      for (name, text) in drawn([dimension], &generator) { configuration[name] = text }
    }
    return configuration
  }

  /// The most promising of some candidates for these dimensions together.
  private func drawn(
    _ dimensions: [Dimension], _ generator: inout DrawGenerator
  ) -> [(name: String, text: String)] {
    if dimensions.isEmpty { return [] }
    let axes = dimensions.map { Axis($0.domain) }
    func density(_ trials: [Configuration]) -> ParzenDensity {
      ParzenDensity(
        axes,
        observations: trials.compactMap { trial in
          let point = zip(dimensions, axes).compactMap { dimension, axis in
            trial[dimension.name].flatMap { axis.coordinate(of: $0) }
          }
          return point.count == axes.count ? point : nil
        })
    }
    let (below, above) = (density(good), density(bad))
    var best: (point: [Double], gain: Double)?
    for _ in 0..<settings.candidates {
      let point = below.sample(&generator)
      let gain = below.logDensity(at: point) - above.logDensity(at: point)
      if gain > best?.gain ?? -.infinity { best = (point, gain) }
    }
    let point = best?.point ?? below.sample(&generator)
    return zip(zip(dimensions, axes), point).map { ($0.0.name, $0.1.text(at: $1)) }
  }
}
