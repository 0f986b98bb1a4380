import Foundation
import RunStore
import Testing
import Training

@testable import Workbench

/// What comes next in a sweep, asked of a store whose trials are reported without being trained.
struct SweepPlanTests {
  private struct Game {
    let laboratory: Laboratory
    let plan: SweepPlan
    let sweep: RunIdentifier

    init(_ lines: String) throws {
      laboratory = try Laboratory()
      let spec = try SweepSpec(
        text: "name: s\nexperiment: small.yaml\n" + lines, path: "s.yaml",
        experimentText: Laboratory.text)
      plan = SweepPlan(spec)
      sweep = try laboratory.store.createSweep(
        NewSweep(
          name: "s", text: spec.text, experimentText: spec.experimentText,
          metric: spec.bestMetric, trials: plan.firstTrials(), createdAt: Date()))
    }

    /// Takes what comes next and reports it, until nothing is left; the losses are those `loss` gives.
    func play(_ loss: (LiveTrial) -> Double) throws -> [String] {
      var moves: [String] = []
      let store = laboratory.store
      while case .trial(let trial) = try store.claimTrial(
        of: sweep, at: Date(), by: plan.decide)
      {
        let rungs = plan.rungs(bracket: trial.bracket)
        moves.append("\(trial.number):\(rungs[trial.rung])")
        let isLast = trial.rung == rungs.count - 1
        try store.report(
          trial, isLast ? .finished : .paused, epoch: rungs[trial.rung], value: loss(trial),
          at: Date())
      }
      return moves
    }
  }

  @Test func aGridTakesEveryConfigurationInOrder() throws {
    let game = try Game("space: {depth: [1, 2, 3], rate: [0.1, 0.2]}\n")
    #expect(try game.play { _ in 1 } == ["1:3", "2:3", "3:3", "4:3", "5:3", "6:3"])
    let trials = try game.laboratory.store.trials(of: game.sweep)
    #expect(trials.compactMap { $0.configuration["depth"] } == ["1", "1", "2", "2", "3", "3"])
  }

  @Test func theBetterPartOfARungGoesOnAsSoonAsItIsKnown() throws {
    let game = try Game(
      """
      set: {training.epochs: 4}
      space: {depth: [1, 2, 3, 4]}
      scheduler: {asha: {min_epochs: 1, reduction_factor: 2}}

      """)
    // The deeper the better; of the first two the second goes on at once.
    let moves = try game.play { -Double($0.number) }
    #expect(moves == ["1:1", "2:1", "2:2", "3:1", "3:2", "3:4", "4:1", "4:2", "4:4"])
    let states = try game.laboratory.store.trials(of: game.sweep).map(\.state.rawValue)
    #expect(states == ["pruned", "pruned", "finished", "finished"])
  }

  @Test func whatFailedIsNeverPromoted() throws {
    let game = try Game(
      """
      set: {training.epochs: 2}
      space: {depth: [1, 2]}
      scheduler: {asha: {min_epochs: 1, reduction_factor: 2}}

      """)
    #expect(try game.play { $0.number == 1 ? .nan : 1 } == ["1:1", "2:1", "2:2"])
  }

  @Test(arguments: ["random", "sobol", "tpe"])
  func aSearchEndsAfterItsTrialsAndRepeatsNone(_ strategy: String) throws {
    let game = try Game(
      "space: {depth: [1, 2, 3], rate: {uniform: [0.1, 1]}}\nstrategy: \(strategy)\ntrials: 12\n")
    #expect(try game.play { Double($0.configuration["rate"] ?? "") ?? 0 }.count == 12)
    let trials = try game.laboratory.store.trials(of: game.sweep)
    #expect(Set(trials.map(\.configuration)).count == 12)
  }

  @Test func aStoppedSearchProposesWhatItWouldHaveProposed() throws {
    let text = "space: {depth: [1, 2, 3], rate: {uniform: [0.1, 1]}}\nstrategy: tpe\ntrials: 14\n"
    let loss: (LiveTrial) -> Double = { Double($0.configuration["rate"] ?? "") ?? 0 }
    let (whole, broken) = (try Game(text), try Game(text))
    _ = try whole.play(loss)
    // A trial begun twice, each time by a worker that gives it back.
    for _ in 1...2 {
      if case .trial(let trial) = try broken.laboratory.store.claimTrial(
        of: broken.sweep, at: Date(), by: broken.plan.decide)
      {
        try broken.laboratory.store.release(trial)
      }
    }
    _ = try broken.play(loss)
    let configurations = try [whole, broken].map {
      try $0.laboratory.store.trials(of: $0.sweep).map(\.configuration)
    }
    #expect(configurations[0] == configurations[1])
  }

  @Test func aTrialThatKillsItsWorkersIsGivenUp() throws {
    let game = try Game("space: {depth: [1, 2]}\n")
    let store = game.laboratory.store
    for _ in 1...SweepPlan.mostAttempts {
      // The lock goes with the value, as with a process.
      guard
        case .trial(let trial) = try store.claimTrial(
          of: game.sweep, at: Date(), by: game.plan.decide)
      else { break }
      #expect(trial.number == 1)
    }
    #expect(try game.play { _ in 1 } == ["2:3"])
    let given = try store.trials(of: game.sweep)[0]
    #expect(given.state == .failed && given.message == "its worker died 3 times")
  }
}
