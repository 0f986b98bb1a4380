import Search
import Testing

struct TreeParzenTests {
  private struct Curves: Decodable {
    struct Curve: Decodable { let lower, median, upper: [Double] }
    let after: [Int]
    let functions: [String: [String: Curve]]
  }

  /// The best value after each trial, by seed.
  private func curves(
    _ function: SyntheticFunction, _ strategy: Strategy, seeds: UInt64
  ) -> [[Double]] {
    (1...seeds).map { function.bestSoFar(strategy, seed: $0, trials: 60) }
  }

  @Test(arguments: SyntheticFunction.allCases)
  func doesAsOptunaDoes(_ function: SyntheticFunction) throws {
    let golden = try golden("curves.json", as: Curves.self)
    let theirs = try #require(golden.functions[function.rawValue]?["tpe"])
    let ours = curves(function, .tpe(TPESettings()), seeds: 60)
    for (index, count) in golden.after.enumerated() {
      let median = quantile(0.5, of: ours.map { $0[count - 1] })
      let spread = theirs.lower[index]...theirs.upper[index]
      #expect(spread.contains(median), "\(function) after \(count) trials")
    }
  }

  @Test(arguments: SyntheticFunction.allCases)
  func beatsRandomSearch(_ function: SyntheticFunction) {
    let ours = curves(function, .tpe(TPESettings()), seeds: 20).map { $0[59] }
    let random = curves(function, .random, seeds: 20).map { $0[59] }
    let (median, theirs) = (quantile(0.5, of: ours), quantile(0.5, of: random))
    // What it is the better by is many times that of two random searches of other seeds.
    #expect(median < (function == .branin ? 0.75 : 0.5) * theirs, "\(median) and \(theirs)")
  }

  @Test func learnsConditionalHyperparametersFromTheTrialsThatHadThem() throws {
    let space = SearchSpace([
      Dimension("kind", .choice(["a", "b"])),
      Dimension(
        "x", .real(low: 0, high: 1, isLogarithmic: false),
        when: [Dimension.Condition("kind", isOneOf: ["b"])]),
    ])
    let proposer = Proposer(space, strategy: .tpe(TPESettings()), seed: 3)
    var history: [PastTrial] = []
    var distances: [Double] = []
    for _ in 0..<60 {
      let proposal = try #require(proposer.next(after: history))
      let x = proposal.configuration["x"].flatMap(Double.init)
      #expect((x == nil) == (proposal.configuration["kind"] == "a"))
      let loss = x.map { abs($0 - 0.9) } ?? 0.5
      if x != nil { distances.append(loss) }
      history.append(
        PastTrial(
          draw: proposal.draw, configuration: proposal.configuration,
          outcome: .measured(loss: loss, epochs: 1, isComplete: true)))
    }
    let late = distances.suffix(20).reduce(0, +) / 20
    #expect(late < 0.2, "mean distance of the last proposals \(late), of random ones 0.41")
  }

  @Test func doesNotCrowdWhereATrialIsUnderWay() throws {
    let function = SyntheticFunction.sphere
    let proposer = Proposer(function.space, strategy: .tpe(TPESettings()), seed: 1)
    var history: [PastTrial] = []
    for _ in 0..<20 {
      let proposal = try #require(proposer.next(after: history))
      history.append(
        PastTrial(
          draw: proposal.draw, configuration: proposal.configuration,
          outcome: .measured(
            loss: function(proposal.configuration), epochs: 1, isComplete: true)))
    }
    let first = try #require(proposer.next(after: history))
    let open = PastTrial(
      draw: first.draw, configuration: first.configuration, outcome: .open)
    let second = try #require(proposer.next(after: history + [open]))
    #expect(first.configuration != second.configuration)
    #expect(second.draw == first.draw + 1)
  }

  @Test func prefersTrialsThatWereTrainedToTheEnd() throws {
    // All that stopped early look better, at the other end.
    let space = SearchSpace([Dimension("x", .real(low: 0, high: 1, isLogarithmic: false))])
    let history = (0..<30).map { index in
      let isComplete = index % 2 == 0
      let place = Double(index) / 300
      return PastTrial(
        draw: index, configuration: Configuration(["x": "\(isComplete ? 0.9 + place : place)"]),
        outcome: .measured(
          loss: isComplete ? 1 : 0, epochs: isComplete ? 9 : 1, isComplete: isComplete))
    }
    let proposals = (0..<10).compactMap { seed in
      Proposer(space, strategy: .tpe(TPESettings()), seed: seed).next(after: history)?
        .configuration["x"].flatMap(Double.init)
    }
    #expect(proposals.count { $0 > 0.5 } >= 9, "\(proposals)")
  }
}
