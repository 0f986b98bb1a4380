import Foundation
import GRDB
import TestSupport
import Testing

@testable import RunStore

/// A state after an epoch whose weights are those of `tensors`.
private func state(
  _ epoch: Int, _ tensors: [StoredTensor], momentum: Float, count: Int = 4, epochStep: Int = 0
) -> StoredTrainingState {
  StoredTrainingState(
    epoch: epoch, epochStep: epochStep, step: 10 * epoch, progress: #"{"epoch":\#(epoch)}"#,
    parameters: tensors, optimizer: [tensor("w.velocity", momentum, count: count)])
}

/// Records an epoch with a loss, weights and a state.
private func record(_ store: RunStore, _ run: LiveRun, _ epoch: Int, loss: Double) throws {
  let weights = [tensor("w", Float(epoch))]
  try store.recordEpoch(
    run, epoch: epoch, metrics: [("val_loss", loss)],
    checkpoint: NewCheckpoint(
      tensors: weights, state: state(epoch, weights, momentum: -Float(epoch))),
    at: start)
}

@Suite struct HistoryTests {
  @Test(arguments: RunParent.Relation.allCases)
  func aRunKnowsItsParent(relation: RunParent.Relation) throws {
    let test = try TestStore()
    let parent = try test.finishedRun("parent")
    var new = NewRun.sample("child")
    new.parent = RunParent(parent, relation)
    let child = try test.store.createRun(new)
    #expect(
      try test.store.run(child.id).parent == RunParent(parent, relation, name: "parent"))
    #expect(try test.store.run(parent).parent == nil)
    let children = try test.store.children(of: parent)
    #expect(children.map(\.name) == ["child"])
    #expect(children.first?.relation == relation)
    #expect(children.first?.status == .running)
    #expect(
      try test.store.events(of: child.id).map(\.detail) == ["\(relation.rawValue) of \(parent)"])
  }

  @Test func aParentThatIsErasedLeavesItsIdentifier() throws {
    let test = try TestStore()
    let parent = try test.finishedRun("parent")
    var new = NewRun.sample("child")
    new.parent = RunParent(parent, .nested)
    let child = try test.store.createRun(new)
    try test.store.delete([parent])
    try test.store.purge()
    #expect(try test.store.run(child.id).parent == RunParent(parent, .nested, name: nil))
    #expect(try test.store.check().isEmpty)
  }

  @Test func refusesAParentThatIsNotThere() throws {
    let test = try TestStore()
    var new = NewRun.sample("child")
    new.parent = RunParent(RunIdentifier(at: Timestamp(start)), .trial)
    let error = #expect(throws: StoreError.self) { try test.store.createRun(new) }
    #expect(error?.category == .notFound)
    #expect(try test.store.runs().isEmpty)
  }

  @Test func everyEditIsLogged() throws {
    let test = try TestStore()
    let run = try test.finishedRun("a")
    try test.store.tag(run, adding: ["x", "k=1"])
    try test.store.tag(run, removing: ["x", "never"])
    try test.store.setNote(run, "good")
    try test.store.rename(run, to: "b")
    try test.store.rename(run, to: "b")
    try test.store.delete([run], at: start)
    try test.store.delete([run], at: start)
    try test.finishedRun("b")
    try test.store.restore([run])
    let events = try test.store.events(of: run)
    #expect(
      events.map { "\($0.kind.rawValue) \($0.detail)" } == [
        "created ", "finished ", "tagged x", "tagged k=1", "untagged x", "noted good",
        "renamed a → b", "deleted ", "restored as b-1",
      ])
    #expect(events[0].at == Timestamp(start))
    #expect(try test.store.events(of: run, limit: 2).map(\.kind) == [.deleted, .restored])
  }

  @Test func aNameThatIsTakenCannotBeGivenToAnotherRun() throws {
    let test = try TestStore()
    let run = try test.finishedRun("a")
    try test.finishedRun("b")
    for name in ["b", "@last", "two\nlines", ""] {
      let error = #expect(throws: StoreError.self) { try test.store.rename(run, to: name) }
      #expect(error?.category == .conflict)
    }
    #expect(try test.store.run(run).name == "a")
  }

  @Test func keepsTheNewestStateAndSharesItsWeights() throws {
    let test = try TestStore()
    let run = try test.store.createRun(.sample())
    #expect(try test.store.trainingState(of: run.id) == nil)
    for epoch in 1...4 { try record(test.store, run, epoch, loss: Double(epoch)) }
    let weights = [tensor("w", 4)]
    #expect(try test.store.trainingState(of: run.id) == state(4, weights, momentum: -4))
    // The weights of the first epoch, which is best, and of the last; the optimiser's tensor of that.
    #expect(try test.store.info().tensors == 3)
    try test.store.recordState(
      run, state(4, [tensor("w", 5)], momentum: -5, epochStep: 3), at: start)
    #expect(try test.store.info().tensors == 4)
    #expect(try test.store.trainingState(of: run.id)?.epochStep == 3)
    #expect(try test.store.check().isEmpty)
    try test.store.finish(run, status: .finished, at: start)
    #expect(try test.store.trainingState(of: run.id) == nil)
    #expect(try test.store.info().tensors == 2)
    #expect(try test.store.check().isEmpty)
  }

  @Test func theFileDoesNotGrowWithTheStatesOfAnEpoch() throws {
    let test = try TestStore()
    let run = try test.store.createRun(.sample())
    var sizes: [Int] = []
    for epoch in 1...6 {
      try test.store.recordState(
        run,
        state(0, [tensor("w", Float(epoch), count: 100_000)], momentum: 7, epochStep: epoch),
        at: start)
      sizes.append(try test.store.info().bytes)
    }
    #expect(Set(sizes).count == 1, "\(sizes)")
  }

  @Test func aResumedRunRunsAgainFromItsState() throws {
    let test = try TestStore()
    let run = try test.store.createRun(.sample("r"))
    for epoch in 1...2 { try record(test.store, run, epoch, loss: Double(epoch)) }
    // An epoch that went wrong has numbers and no weights.
    try test.store.recordEpoch(
      run, epoch: 3, metrics: [("val_loss", .nan), ("odd", 1)], checkpoint: nil, at: start)
    try test.store.finish(run, status: .failed, message: "NaN", at: start)
    let (again, state) = try test.store.resumeRun(run.id, at: start, detail: "with 2 threads")
    #expect(state?.epoch == 2)
    #expect(again.name == "r")
    let record = try test.store.run(run.id)
    #expect(record.status == .running)
    #expect(record.message == nil && record.endedAt == nil)
    #expect(record.metrics["val_loss"]?.count == 2)
    #expect(record.metrics["val_loss"]?.nonFinite == 0)
    #expect(record.metrics["odd"] == nil)
    #expect(try test.store.check().isEmpty)
    #expect(
      try test.store.events(of: run.id).map { "\($0.kind.rawValue) \($0.detail)" } == [
        "created ", "failed NaN", "resumed with 2 threads",
      ])
  }

  @Test func aRunWithoutAStateGoesOnFromItsBeginning() throws {
    let test = try TestStore()
    do {
      let run = try test.store.createRun(.sample("r"))
      try test.store.recordEpoch(
        run, epoch: 1, metrics: [("val_loss", 1)],
        checkpoint: NewCheckpoint(tensors: [tensor("w", 1)]), at: start)
    }
    let id = try test.store.resolve("r")
    #expect(try test.store.run(id).status == .crashed)
    let (_, state) = try test.store.resumeRun(id, at: start)
    #expect(state == nil)
    let record = try test.store.run(id)
    #expect(record.metrics.isEmpty && record.checkpoints.isEmpty)
    #expect(try test.store.info().tensors == 0)
  }

  @Test func refusesToResumeWhatRunsOrIsDone() throws {
    let test = try TestStore()
    let live = try test.store.createRun(.sample("live"))
    let done = try test.finishedRun("done")
    let trashed = try test.finishedRun("trashed", status: .failed)
    try test.store.delete([trashed])
    for (run, words) in [
      (live.id, "run live: still running"), (done, "run done: finished"),
      (trashed, "run trashed: in the trash"),
    ] {
      let error = #expect(throws: StoreError.self) { try test.store.resumeRun(run, at: start) }
      #expect(error?.category == .conflict)
      #expect(error?.description.hasPrefix(words) == true)
    }
    #expect(try test.store.run(live.id).status == .running)
  }

  @Test func aStateThatIsForgottenGivesItsTensorsBack() throws {
    let test = try TestStore()
    let run = try test.store.createRun(.sample())
    try record(test.store, run, 1, loss: 1)
    #expect(throws: StoreError.self) { try test.store.forgetTrainingState(of: run.id) }
    try test.store.finish(run, status: .interrupted, at: start)
    #expect(try test.store.trainingState(of: run.id) != nil)
    try test.store.forgetTrainingState(of: run.id)
    #expect(try test.store.info().tensors == 1)
    #expect(try test.store.trainingState(of: run.id) == nil)
  }

  @Test func runsOfTheFirstVersionGetTheEventsTheirRowsTell() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("old.sqlite")
    let location = try StoreLocation(path: path, access: .readWrite)
    let old = try RunStore(
      at: location, access: .readWrite,
      migrator: Migrator(scripts: Array(Migrator.current.scripts.prefix(1))))
    try old.queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO key VALUES (1, 'val_loss'); INSERT INTO experiment VALUES (1, 'e');
          INSERT INTO dataset VALUES (1, 'd', '', 1, 0, 0, '[]');
          INSERT INTO environment VALUES (1, 'h', 'o', 'c', 'i', 1, 's', 'c', NULL, NULL);
          INSERT INTO run VALUES (1, '0190a6a0-0000-7000-8000-000000000000', 'r', 1, 'failed', 'why',
            NULL, 1, 1000, 2000, 3000, 1, 1, 1, 1.0, 1, 'min', 1, '');
          """)
    }
    try old.queue.close()
    let store = try RunStore(path: path)
    let run = try store.resolve("r", includingDeleted: true)
    #expect(
      try store.events(of: run).map { "\($0.at.milliseconds) \($0.kind.rawValue) \($0.detail)" }
        == ["1000 created ", "2000 failed why", "3000 deleted "])
  }
}
