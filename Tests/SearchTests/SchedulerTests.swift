import Search
import Testing

struct SchedulerTests {
  private static let asha = Scheduler.asha(Halving(factor: 3))

  static let ladders: [(scheduler: Scheduler, epochs: Int, bracket: Int, rungs: [Int])] = [
    (.none, 20, 0, [20]),
    (.asha(Halving(factor: 4)), 20, 0, [1, 4, 16, 20]),
    (.asha(Halving(firstEpochs: 2, factor: 3)), 18, 0, [2, 6, 18]),
    (.asha(Halving(firstEpochs: 5, factor: 3)), 4, 0, [4]),
    (.hyperband(Halving(factor: 3)), 27, 0, [1, 3, 9, 27]),
    (.hyperband(Halving(factor: 3)), 27, 2, [9, 27]),
    (.hyperband(Halving(factor: 3)), 27, 3, [27]),
  ]

  @Test(arguments: ladders.indices)
  func comparesAfterTheseEpochs(index: Int) {
    let (scheduler, epochs, bracket, rungs) = Self.ladders[index]
    #expect(scheduler.rungs(epochs: epochs, bracket: bracket) == rungs)
  }

  /// A trial waiting at the rung of its last loss.
  private func paused(_ number: Int, _ losses: Double...) -> RungTrial {
    RungTrial(
      number: number, bracket: 0, rung: losses.count - 1, state: .paused, losses: losses)
  }

  @Test func promotesTheBestThirdAndNobodyBeforeThat() {
    let two = [paused(1, 0.5), paused(2, 0.4)]
    #expect(Self.asha.promotion(among: two, isClosed: false) == nil)
    let three = two + [paused(3, 0.6)]
    #expect(Self.asha.promotion(among: three, isClosed: false) == 2)
    let equal = [paused(1, 0.5), paused(2, 0.5), paused(3, 0.5)]
    #expect(Self.asha.promotion(among: equal, isClosed: false) == 1)
  }

  @Test func promotesFromTheHighestRungFirst() {
    let trials =
      (1...3).map { paused($0, 0.1 * Double($0), 0.5 + 0.1 * Double($0)) }
      + (4...12).map { paused($0, 0.1 * Double($0)) }
    // Three of twelve have left the first rung; a fourth may, and one of three the second.
    #expect(Self.asha.promotion(among: trials, isClosed: false) == 1)
    let promoted =
      [RungTrial(number: 1, bracket: 0, rung: 2, state: .open, losses: [0.1, 0.6])]
      + trials.dropFirst()
    #expect(Self.asha.promotion(among: promoted, isClosed: false) == 4)
  }

  @Test func doesNotPromoteTwice() {
    let trials = [
      RungTrial(number: 1, bracket: 0, rung: 1, state: .open, losses: [0.1]), paused(2, 0.2),
      paused(3, 0.3),
    ]
    #expect(Self.asha.promotion(among: trials, isClosed: false) == nil)
  }

  @Test func neverPromotesWhatIsNoNumber() {
    let trials = [paused(1, .nan), paused(2, .infinity), paused(3, .nan)]
    #expect(Self.asha.promotion(among: trials, isClosed: true) == nil)
    #expect(Self.asha.promotion(among: trials + [paused(4, 9)], isClosed: false) == 4)
  }

  @Test func letsOneReachTheEndOnceNoMoreCome() {
    let two = [paused(1, 0.5), paused(2, 0.4)]
    #expect(Self.asha.promotion(among: two, isClosed: true) == 2)
    let open = two + [RungTrial(number: 3, bracket: 0, rung: 0, state: .open, losses: [])]
    #expect(Self.asha.promotion(among: open, isClosed: true) == nil)
    let higher = [paused(1, 0.5), paused(2, 0.4, 0.3)]
    #expect(Self.asha.promotion(among: higher, isClosed: true) == 2)
    let ended = [
      paused(1, 0.5), RungTrial(number: 2, bracket: 0, rung: 1, state: .ended, losses: [0.4, 0.3]),
    ]
    #expect(Self.asha.promotion(among: ended, isClosed: true) == nil)
  }

  @Test func promotesNobodyWithoutHalving() {
    #expect(Scheduler.none.promotion(among: [paused(1, 0.5)], isClosed: true) == nil)
  }

  @Test func dealsTrialsToBracketsByTheirShares() {
    let hyperband = Scheduler.hyperband(Halving(factor: 3))
    #expect(hyperband.brackets(epochs: 9) == 3)
    // Shares of 3·9/3, 3·3/2 rounded up and 3·1.
    let first = (1...17).map { hyperband.bracket(ofTrial: $0, epochs: 9) }
    #expect((0..<3).map { bracket in first.count { $0 == bracket } } == [9, 5, 3])
    #expect(Set(first.prefix(5)) == [0, 1, 2])
    #expect((18...34).map { hyperband.bracket(ofTrial: $0, epochs: 9) } == first)
    #expect(Self.asha.bracket(ofTrial: 7, epochs: 9) == 0)
  }

  @Test func keepsBracketsApart() {
    let hyperband = Scheduler.hyperband(Halving(factor: 3))
    let trials =
      (1...2).map { paused($0, 0.1) }
      + (3...5).map {
        RungTrial(number: $0, bracket: 1, rung: 0, state: .paused, losses: [0.9])
      }
    #expect(hyperband.promotion(among: trials, isClosed: false) == 3)
  }
}
