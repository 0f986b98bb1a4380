import Foundation
import RunStore
import Synchronization
import TestSupport
import Testing
import Training

@testable import Workbench

/// A wall clock that is put back while runs are recorded.
@Suite struct ClockTests {
  /// Each look at the clock is a minute before the one before.
  private static func backwards() -> @Sendable () -> Date {
    let looks = Mutex(0)
    return {
      let count = looks.withLock { looks in
        looks += 1
        return looks
      }
      return Date(timeIntervalSince1970: 1_800_000_000 - 60 * Double(count))
    }
  }

  @Test func aRunIsRecordedWhole() throws {
    let laboratory = try Laboratory()
    var options = laboratory.options()
    options.now = Self.backwards()
    let first = try Launch(Laboratory.experiment(), options: options)
      .run(in: laboratory.store, control: TrainingControl(pauseAfter: 2))
    let run = try Resume(first.id, options: options).run(in: laboratory.store)
    #expect(run.status == .finished && run.metrics["val_loss"]?.count == 3)
    #expect(try #require(run.endedAt) < run.startedAt)
    #expect(run.durationSeconds >= 0)
    #expect(try laboratory.store.check() == [])
    #expect(
      try laboratory.store.events(of: run.id).map(\.kind)
        == [.created, .interrupted, .resumed, .finished])
    var epochs: [Int] = []
    try laboratory.store.history(of: [run.id], metrics: ["val_loss"]) { epochs.append($0.epoch) }
    #expect(epochs == [1, 2, 3])
    // The newest is the one made last, whatever its clock said.
    let second = try Launch(Laboratory.experiment("training.epochs=1"), options: options)
      .run(in: laboratory.store)
    #expect(try laboratory.store.runs().map(\.id) == [second.id, run.id])
    #expect(try laboratory.store.resolve("@last") == second.id)
  }
}
