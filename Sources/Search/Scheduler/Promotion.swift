/// A trial as successive halving sees it.
package struct RungTrial: Sendable {
  package enum State: Hashable, Sendable {
    /// To be trained, or under way, to its rung.
    case open
    /// At its rung, waiting to be promoted.
    case paused
    /// Trained to the end, or failed.
    case ended
  }

  package let number: Int
  package let bracket: Int
  /// What it is trained to, or was: an index into the bracket's rungs.
  package let rung: Int
  package let state: State
  /// What it came to at each rung it has reached, from the first; less is better.
  package let losses: [Double]

  package init(number: Int, bracket: Int, rung: Int, state: State, losses: [Double]) {
    self.number = number
    self.bracket = bracket
    self.rung = rung
    self.state = state
    self.losses = losses
  }
}

extension Scheduler {
  /// The trial that goes on to its next rung now; nil if none deserves it.
  ///
  /// Asynchronous successive halving (Li et al., A System for Massively Parallel Hyperparameter Tuning,
  /// MLSys 2020): of the trials that have reached a rung, the best one in `factor` may leave it, and the
  /// highest rung is looked at first. Nobody waits for a rung to fill. When no more trials come and none
  /// is under way, a rung with too few trials for that lets its best one go, so that one at least is
  /// trained to the end.
  ///
  /// - Parameter isClosed: no more trials will be made.
  package func promotion(among trials: [RungTrial], isClosed: Bool) -> Int? {
    guard let factor else { return nil }
    let highest = trials.map(\.rung).max() ?? 0
    let brackets = Set(trials.map(\.bracket)).sorted()
    for rung in stride(from: highest, through: 0, by: -1) {
      for bracket in brackets {
        let ranked = Self.ranked(trials, bracket: bracket, rung: rung)
        if let best = Self.waiting(ranked.prefix(ranked.count / factor), at: rung) { return best }
      }
    }
    for bracket in brackets {
      let mine = trials.filter { $0.bracket == bracket }
      guard isClosed, !mine.contains(where: { $0.state == .open }) else { continue }
      for rung in stride(from: highest, through: 0, by: -1) {
        let ranked = Self.ranked(mine, bracket: bracket, rung: rung)
        let hasSent = mine.contains { $0.rung > rung }
        if !hasSent, let best = Self.waiting(ranked.prefix(1), at: rung) { return best }
      }
    }
    return nil
  }

  /// The trials that have reached a rung, best first; what is no number is worst.
  private static func ranked(_ trials: [RungTrial], bracket: Int, rung: Int) -> [RungTrial] {
    func loss(_ trial: RungTrial) -> Double {
      trial.losses[rung].isNaN ? .infinity : trial.losses[rung]
    }
    return trials.filter { $0.bracket == bracket && $0.losses.count > rung }
      .sorted { (loss($0), $0.number) < (loss($1), $1.number) }
  }

  /// The first of some trials that waits at the rung and has a number to show.
  private static func waiting(_ trials: some Sequence<RungTrial>, at rung: Int) -> Int? {
    trials.first { $0.rung == rung && $0.state == .paused && $0.losses[rung].isFinite }?.number
  }
}
