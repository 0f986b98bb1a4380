package import RunStore
import Search
package import Training

/// What comes next in a sweep: a function of its file and of all trials so far, which any worker asks
/// while it holds the store.
package struct SweepPlan: Sendable {
  package let spec: SweepSpec
  private let direction: MetricDirection
  private let proposer: Proposer

  /// Workers that may die over a trial, without coming further, before it is given up.
  package static let mostAttempts = 3

  package init(_ spec: SweepSpec) {
    self.spec = spec
    direction = spec.bestMetric.direction
    proposer = Proposer(spec.space, strategy: spec.strategy, seed: spec.seed)
  }

  /// The trials to be planned when the sweep is made: all of them, but where earlier ones are learned
  /// from.
  package func firstTrials() -> [NewTrial] {
    if spec.strategy.learns { return [] }
    return proposer.first(spec.trials ?? SearchSpace.largestGrid).enumerated().map {
      trial($1, number: $0 + 1)
    }
  }

  /// The epochs after which a trial is compared with others, ascending; the last are a whole training's.
  package func rungs(bracket: Int) -> [Int] {
    spec.scheduler.rungs(epochs: spec.epochs, bracket: bracket)
  }

  /// What a worker that looks for work is to do.
  package func decide(_ trials: [TrialRecord]) -> TrialDecision {
    if let dead = trials.first(where: {
      $0.state == .abandoned && $0.attempts >= Self.mostAttempts
    }) {
      return .giveUp(
        number: dead.number, message: "its worker died \(Self.mostAttempts) times")
    }
    // What was begun goes on before anything else begins.
    let begun = trials.first {
      $0.state == .abandoned || $0.state == .pending && ($0.run != nil || $0.rung > 0)
    }
    if let begun { return .take(number: begun.number, rung: begun.rung) }
    if let promotion = promotion(trials, isClosed: false) { return promotion }
    if let pending = trials.first(where: { $0.state == .pending }) {
      return .take(number: pending.number, rung: pending.rung)
    }
    if let proposal = proposal(after: trials) {
      return .add(trial(proposal, number: trials.count + 1))
    }
    if let promotion = promotion(trials, isClosed: true) { return promotion }
    return trials.contains { $0.state == .running } ? .wait : .end
  }

  /// A paused trial that is to go on.
  private func promotion(_ trials: [TrialRecord], isClosed: Bool) -> TrialDecision? {
    let number = spec.scheduler.promotion(among: trials.map(rungTrial), isClosed: isClosed)
    return trials.first { $0.number == number }.map { .take(number: $0.number, rung: $0.rung + 1) }
  }

  private func proposal(after trials: [TrialRecord]) -> Proposer.Proposal? {
    guard spec.strategy.learns, trials.count < spec.trials ?? .max else { return nil }
    return proposer.next(after: trials.map(pastTrial))
  }

  private func trial(_ proposal: Proposer.Proposal, number: Int) -> NewTrial {
    NewTrial(
      draw: proposal.draw,
      bracket: spec.scheduler.bracket(ofTrial: number, epochs: spec.epochs),
      configuration: proposal.configuration.texts)
  }

  /// Less is better, and what is no number is worst.
  private func loss(_ value: Double) -> Double {
    if value.isNaN { return .infinity }
    return direction == .min ? value : -value
  }

  private func rungTrial(_ trial: TrialRecord) -> RungTrial {
    let state: RungTrial.State =
      switch trial.state {
      case .pending, .running, .abandoned: .open
      case .paused, .pruned: .paused
      case .finished, .failed: .ended
      }
    var losses = trial.reports.map { loss($0.value) }
    if trial.state == .failed {
      losses = Array(losses.prefix(trial.rung))
      losses += Array(repeating: .infinity, count: trial.rung + 1 - losses.count)
    }
    return RungTrial(
      number: trial.number, bracket: trial.bracket, rung: trial.rung, state: state, losses: losses)
  }

  private func pastTrial(_ trial: TrialRecord) -> PastTrial {
    let outcome: PastTrial.Outcome =
      switch trial.state {
      case .failed:
        .measured(loss: .infinity, epochs: trial.epochs, isComplete: trial.epochs >= spec.epochs)
      case .pending, .running, .abandoned, .paused, .pruned, .finished:
        trial.value.map {
          .measured(loss: loss($0), epochs: trial.epochs, isComplete: trial.state == .finished)
        } ?? .open
      }
    return PastTrial(
      draw: trial.draw, configuration: Configuration(trial.configuration), outcome: outcome)
  }
}

extension SweepSpec {
  /// What trials are compared by, and which values are better.
  package var bestMetric: BestMetric {
    let direction: MetricDirection? =
      switch self.direction {
      case .min: .min
      case .max: .max
      case nil: nil
      }
    return BestMetric(metric, direction: direction)
  }
}
