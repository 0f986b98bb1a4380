/// How configurations are chosen.
package enum Strategy: Hashable, Sendable {
  /// Every one, the last hyperparameter changing fastest.
  case grid
  /// Independently of each other.
  case random
  /// Sobol's sequence, which covers the space evenly; shifted by a number of the seed's.
  case sobol
  /// Where configurations were good so far: a tree-structured Parzen estimator.
  case tpe(TPESettings)

  /// Whether what is proposed depends on how earlier trials went.
  package var learns: Bool {
    switch self {
    case .grid, .random, .sobol: false
    case .tpe: true
    }
  }
}

/// The settings of a Parzen estimator; Optuna's where nothing is said.
package struct TPESettings: Hashable, Sendable {
  /// Trials that are measured before the estimator is asked; they are random.
  package var startup: Int
  /// Points drawn from the good trials' density, of which the most promising is proposed.
  package var candidates: Int

  package init(startup: Int = 10, candidates: Int = 24) {
    self.startup = startup
    self.candidates = candidates
  }
}
