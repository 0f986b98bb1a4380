/// Proposes configurations: a function of the space, the strategy, the seed and the trials so far, so
/// that a search that was stopped goes on as if it had not been.
package struct Proposer: Sendable {
  package struct Proposal: Hashable, Sendable {
    /// What the strategy counts it as: kept with the trial, the next proposal begins after it.
    package let draw: Int
    package let configuration: Configuration
  }

  private let space: SearchSpace
  private let strategy: Strategy
  private let seed: UInt64
  private let sobol: SobolSequence?
  /// All there are, where the strategy needs to know or they are few.
  private let grid: [Configuration]?

  /// - Precondition: a grid has at most `SearchSpace.largestGrid` configurations, a Sobol sequence at
  ///   most `SobolSequence.mostDimensions` dimensions.
  package init(_ space: SearchSpace, strategy: Strategy, seed: UInt64) {
    self.space = space
    self.strategy = strategy
    self.seed = seed
    switch strategy {
    case .grid:
      guard let all = space.grid() else { preconditionFailure("a grid without end") }
      grid = all
      sobol = nil
    case .sobol:
      grid = space.grid()
      sobol = SobolSequence(dimensions: space.dimensions.count, seed: seed)
    case .random, .tpe:
      grid = space.grid()
      sobol = nil
    }
  }

  /// Draws that may repeat earlier configurations before the first of those left is taken.
  private static let attempts = 64

  /// How many configurations there are; nil where they do not end, or are too many to repeat.
  package var count: Int? { grid?.count }

  /// The next configuration; nil when all have been proposed.
  ///
  /// - Parameter history: every trial proposed so far, in their order.
  package func next(after history: [PastTrial]) -> Proposal? {
    next(
      (history.map(\.draw).max() ?? -1) + 1, seen: Set(history.map(\.configuration)),
      estimator(history))
  }

  /// The first configurations, as `next` gives them one by one, of a strategy that does not learn.
  package func first(_ count: Int) -> [Proposal] {
    precondition(!strategy.learns, "what is proposed depends on how trials go")
    var proposals: [Proposal] = []
    var seen: Set<Configuration> = []
    while proposals.count < count,
      let proposal = next((proposals.last?.draw ?? -1) + 1, seen: seen, nil)
    {
      proposals.append(proposal)
      seen.insert(proposal.configuration)
    }
    return proposals
  }

  /// - Parameters:
  ///   - first: the first draw that has not been used.
  ///   - seen: what has been proposed.
  private func next(
    _ first: Int, seen: Set<Configuration>, _ estimator: TreeParzenEstimator?
  ) -> Proposal? {
    if strategy == .grid {
      guard let grid, first < grid.count else { return nil }
      return Proposal(draw: first, configuration: grid[first])
    }
    if let grid, seen.count >= grid.count { return nil }
    for draw in first..<first + Self.attempts {
      let found = configuration(draw, estimator)
      if !seen.contains(found) { return Proposal(draw: draw, configuration: found) }
    }
    let last = first + Self.attempts
    let left = grid?.first { !seen.contains($0) }
    return Proposal(draw: last, configuration: left ?? configuration(last, estimator))
  }

  private func configuration(_ draw: Int, _ estimator: TreeParzenEstimator?) -> Configuration {
    var generator = DrawGenerator(seed: seed, draw: draw)
    if let estimator { return estimator.proposal(&generator) }
    let point = sobol?[draw] ?? space.dimensions.map { _ in generator.unit() }
    return space.configuration(at: point)
  }

  /// nil where trials are not learned from, or not yet.
  private func estimator(_ history: [PastTrial]) -> TreeParzenEstimator? {
    guard case .tpe(let settings) = strategy else { return nil }
    let measured = history.count { $0.outcome != .open }
    guard measured >= settings.startup, !space.dimensions.isEmpty else { return nil }
    return TreeParzenEstimator(space, settings: settings, history: history)
  }
}
