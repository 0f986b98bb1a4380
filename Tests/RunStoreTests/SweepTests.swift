import CMachine
import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

@testable import RunStore

extension NewSweep {
  static func sample(_ name: String = "search", trials: Int) -> NewSweep {
    NewSweep(
      name: name, text: "name: \(name)\n", experimentText: "name: cifar10-cnn\n",
      metric: BestMetric("val_accuracy"),
      trials: (0..<trials).map {
        NewTrial(draw: $0, configuration: ["depth": "\(8 << $0)", "rate": "1e-3"])
      }, createdAt: start)
  }
}

/// Takes the first trial that nobody has; waits for those of others.
private func first(_ trials: [TrialRecord]) -> TrialDecision {
  if let next = trials.first(where: { [.pending, .abandoned].contains($0.state) }) {
    return .take(number: next.number, rung: next.rung)
  }
  return trials.contains { $0.state == .running } ? .wait : .end
}

extension RunStore {
  fileprivate func claim(
    _ sweep: RunIdentifier, by decide: ([TrialRecord]) -> TrialDecision = first
  ) throws -> LiveTrial? {
    guard case .trial(let trial) = try claimTrial(of: sweep, at: start, by: decide) else {
      return nil
    }
    return trial
  }
}

struct SweepTests {
  @Test func keepsWhatWasPlanned() throws {
    let test = try TestStore()
    try test.store.createSweep(.sample("older", trials: 1))
    let id = try test.store.createSweep(.sample(trials: 2))
    let sweep = try #require(try test.store.sweep(named: "search"))
    #expect(sweep.id == id)
    #expect(sweep.text == "name: search\n" && sweep.experimentText == "name: cifar10-cnn\n")
    #expect(sweep.metric == BestMetric("val_accuracy", direction: .max))
    #expect(sweep.createdAt == start && sweep.endedAt == nil)
    #expect(try test.store.sweeps().map(\.name) == ["search", "older"])
    #expect(try test.store.sweep(named: "none") == nil)
    let trials = try test.store.trials(of: id)
    #expect(trials.map(\.number) == [1, 2])
    #expect(trials.compactMap { $0.configuration["depth"] } == ["8", "16"])
    #expect(trials.allSatisfy { $0.state == .pending && $0.value == nil && $0.run == nil })
    #expect(try test.store.check() == [])
  }

  @Test func theNewestSweepOfANameIsMeant() throws {
    let test = try TestStore()
    try test.store.createSweep(.sample(trials: 1))
    let second = try test.store.createSweep(.sample(trials: 1))
    #expect(try test.store.sweep(named: "search")?.id == second)
  }

  @Test func aTrialIsTakenOnce() throws {
    let test = try TestStore()
    let sweep = try test.store.createSweep(.sample(trials: 2))
    let other = try test.another()
    let one = try #require(try test.store.claim(sweep))
    let two = try #require(try other.claim(sweep))
    #expect(one.number == 1 && two.number == 2)
    guard case .wait = try test.store.claimTrial(of: sweep, at: start, by: first) else {
      Issue.record("a third trial")
      return
    }
    #expect(try other.trials(of: sweep).map(\.state) == [.running, .running])
    try test.store.report(one, .paused, epoch: 3, value: 0.5, at: start)
    try other.report(two, .failed("no"), epoch: 1, value: .nan, at: start)
    #expect(try test.store.trials(of: sweep).map(\.state) == [.paused, .failed])
  }

  @Test func whatIsLeftWhenNothingIsToBeDoneIsPruned() throws {
    let test = try TestStore()
    let sweep = try test.store.createSweep(.sample(trials: 2))
    let one = try #require(try test.store.claim(sweep))
    try test.store.report(one, .paused, epoch: 3, value: 0.5, at: start)
    let two = try #require(try test.store.claim(sweep))
    try test.store.report(two, .finished, epoch: 9, value: 0.75, at: start)
    let end = start.addingTimeInterval(5)
    guard case .end = try test.store.claimTrial(of: sweep, at: end, by: first) else {
      Issue.record("more to do")
      return
    }
    let trials = try test.store.trials(of: sweep)
    #expect(trials.map(\.state) == [.pruned, .finished])
    #expect(trials.compactMap(\.value) == [0.5, 0.75])
    #expect(trials.map(\.epochs) == [3, 9])
    #expect(try test.store.sweep(sweep).endedAt == end)
    // It goes on all the same if somebody wants it to.
    let again = try #require(
      try test.store.claim(sweep) { _ in .take(number: 1, rung: 1) })
    #expect(again.rung == 1)
    #expect(try test.store.sweep(sweep).endedAt == nil)
  }

  @Test func anAbandonedTrialIsTakenUpAgainWithItsRun() throws {
    let test = try TestStore()
    let sweep = try test.store.createSweep(.sample(trials: 1))
    var run: RunIdentifier?
    do {
      let trial = try #require(try test.store.claim(sweep))
      var new = NewRun.sample()
      new.trial = trial
      run = try test.store.createRun(new).id
      #expect(try test.store.trials(of: sweep)[0].state == .running)
    }
    let left = try test.store.trials(of: sweep)[0]
    #expect(left.state == .abandoned && left.run == run && left.attempts == 1)
    let again = try #require(try test.store.claim(sweep))
    #expect(again.run == run)
    #expect(try test.store.trials(of: sweep)[0].attempts == 2)
    try test.store.release(again)
    let released = try test.store.trials(of: sweep)[0]
    #expect(released.state == .pending && released.attempts == 0 && released.run == run)
  }

  @Test func aWorkerThatCameFurtherBeforeItDiedDoesNotCount() throws {
    let test = try TestStore()
    let sweep = try test.store.createSweep(.sample(trials: 1))
    func take() throws -> LiveTrial { try #require(try test.store.claim(sweep)) }
    var new = NewRun.sample()
    new.trial = try take()
    let run = try test.store.createRun(new)
    new.trial = nil
    _ = try take()
    #expect(try test.store.trials(of: sweep)[0].attempts == 2)
    try test.store.recordState(
      run,
      StoredTrainingState(
        epoch: 0, epochStep: 5, step: 5, progress: "{}", parameters: [], optimizer: []), at: start)
    #expect(try test.store.trials(of: sweep)[0].attempts == 0)
    _ = try take()
    #expect(try test.store.trials(of: sweep)[0].attempts == 1)
    _ = try take()
    #expect(try test.store.trials(of: sweep)[0].attempts == 2)
  }

  @Test func aTrialIsGivenUp() throws {
    let test = try TestStore()
    let sweep = try test.store.createSweep(.sample(trials: 2))
    let next = try test.store.claim(sweep) { trials in
      trials[0].state == .failed
        ? .take(number: 2, rung: 0) : .giveUp(number: 1, message: "too often")
    }
    #expect(next?.number == 2)
    let failed = try test.store.trials(of: sweep)[0]
    #expect(failed.state == .failed && failed.message == "too often")
  }

  @Test func aSearchThatLearnsAddsTrials() throws {
    let test = try TestStore()
    let sweep = try test.store.createSweep(.sample(trials: 0))
    for number in 1...3 {
      let trial = try #require(
        try test.store.claim(sweep) { trials in
          .add(NewTrial(draw: trials.count * 2, bracket: 1, configuration: ["depth": "3"]))
        })
      #expect(trial.number == number && trial.bracket == 1 && trial.rung == 0)
    }
    #expect(try test.store.trials(of: sweep).map(\.draw) == [0, 2, 4])
  }

  @Test func aTrialsRunIsAChildOfItsSweep() throws {
    let test = try TestStore()
    let sweep = try test.store.createSweep(.sample(trials: 1))
    let trial = try #require(try test.store.claim(sweep))
    var new = NewRun.sample("one")
    new.trial = trial
    let run = try test.store.createRun(new)
    #expect(try test.store.run(run.id).parent == RunParent(sweep, .trial, name: "search"))
    #expect(try test.store.events(of: run.id).map(\.detail) == ["trial 1 of a sweep"])
    let record = try test.store.trials(of: sweep)[0]
    #expect(record.run == run.id && record.runName == "one" && !record.isReused)
    #expect(try test.store.check() == [])
  }

  @Test func aRunThatIsThereAlreadyIsReused() throws {
    let test = try TestStore()
    let run = try test.finishedRun("old", values: [0.25, 0.5])
    let sweep = try test.store.createSweep(.sample(trials: 1))
    let trial = try #require(try test.store.claim(sweep))
    try test.store.reuse(run, as: trial, reports: [(1, 0.25), (2, 0.5)], at: start)
    let record = try test.store.trials(of: sweep)[0]
    #expect(record.isReused && record.run == run && record.state == .finished)
    #expect(record.rung == 1)
    #expect(record.reports.map(\.value) == [0.25, 0.5])
    try test.store.delete([run])
    try test.store.purge()
    #expect(try test.store.trials(of: sweep)[0].run == nil)
  }

  @Test func theViewsTellOfSweepsAndTheirTrials() throws {
    let test = try TestStore()
    let sweep = try test.store.createSweep(.sample(trials: 2))
    let trial = try #require(try test.store.claim(sweep))
    var new = NewRun.sample("one")
    new.trial = trial
    let run = try test.store.createRun(new)
    try test.store.report(trial, .paused, epoch: 3, value: 0.5, at: start)
    let rows = try test.store.queue.read { db in
      try [
        String.fetchOne(db, sql: "SELECT name || metric || direction || trials FROM sweeps"),
        String.fetchOne(
          db,
          sql: """
            SELECT sweep || number || state || epochs || value || run_name FROM trials
            WHERE run_id = ?
            """, arguments: [run.id.text]),
        String.fetchOne(db, sql: "SELECT count(*) FROM trials WHERE value IS NULL"),
      ]
    }
    #expect(rows == ["searchval_accuracymax2", "search1paused30.5one", "1"])
  }

  @Test func refusesAPlanThatIsNotThere() throws {
    let test = try TestStore()
    let id = try #require(RunIdentifier("0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e6f"))
    let error = #expect(throws: StoreError.self) { try test.store.trials(of: id) }
    #expect(error?.description == "sweep \(id): no such sweep; accepted: the id of a sweep")
  }

  @Test func manyWorkersTrainEachTrialOnce() async throws {
    let test = try TestStore()
    let sweep = try test.store.createSweep(.sample(trials: 40))
    let path = test.path
    let taken = try await withThrowingTaskGroup(of: [Int].self) { group in
      for _ in 0..<4 {
        group.addTask {
          let store = try RunStore(path: path)
          var numbers: [Int] = []
          while true {
            switch try store.claimTrial(of: sweep, at: start, by: first) {
            case .trial(let trial):
              numbers.append(trial.number)
              try store.report(trial, .finished, epoch: 1, value: 1, at: start)
            case .wait: usleep(100)
            case .end: return numbers
            }
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(taken.sorted() == Array(1...40))
    #expect(try test.store.trials(of: sweep).allSatisfy { $0.state == .finished })
  }

  @Test func aStoreOfTheVersionBeforeIsBroughtUpToDate() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("old.sqlite")
    let before = Migrator(scripts: Array(Migrator.current.scripts.prefix(3)))
    do {
      let old = try DatabaseQueue(path: path)
      try old.writeWithoutTransaction {
        try before.bringUpToDate($0, path: path, journal: .wal)
      }
    }
    let store = try RunStore(path: path)
    #expect(try store.sweeps().isEmpty)
    #expect(try store.check() == [])
  }
}
