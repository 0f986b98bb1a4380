import Foundation
import Testing

@testable import RunStore

@Test func aDeletedRunIsOutOfSightAndItsNameFree() throws {
  let test = try TestStore()
  let old = try test.finishedRun("a", values: [0.9])
  try test.finishedRun("b", values: [0.5])
  try test.store.delete([old], at: start)
  #expect(try test.store.runs().map(\.name) == ["b"])
  #expect(try test.store.runs(RunQuery(deleted: true)).map(\.id) == [old])
  #expect(try test.store.run(old).deletedAt == start)
  #expect(try test.store.best("val_accuracy", count: 5).map(\.name) == ["b"])
  let error = #expect(throws: StoreError.self) { try test.store.resolve("a") }
  #expect(error?.category == .notFound)
  #expect(try test.store.resolve("a", includingDeleted: true) == old)
  let new = try test.finishedRun("a")
  #expect(try test.store.resolve("a") == new)
  #expect(try test.store.resolveDeleted("a") == old)
}

@Test func aRestoredRunIsAsBefore() throws {
  let test = try TestStore()
  let id = try test.finishedRun("a", tags: ["t"], values: [0.9])
  let before = try test.store.run(id)
  try test.store.delete([id])
  #expect(try test.store.restore([id]) == ["a"])
  #expect(try test.store.run(id) == before)
}

@Test func aRestoredRunGivesWayToTheOneThatTookItsName() throws {
  let test = try TestStore()
  let old = try test.finishedRun("a")
  try test.store.delete([old])
  let new = try test.finishedRun("a")
  #expect(try test.store.restore([old]) == ["a-1"])
  #expect(try test.store.resolve("a") == new)
  #expect(throws: StoreError.self) { try test.store.restore([new]) }
}

@Test func aLivingRunCannotBeDeleted() throws {
  let test = try TestStore()
  let ended = try test.finishedRun()
  let live = try test.store.createRun(.sample())
  let error = #expect(throws: StoreError.self) { try test.another().delete([ended, live.id]) }
  #expect(error?.category == .conflict)
  #expect(try test.store.runs().count == 2)
}

@Test func purgingGivesSpaceBackAndKeepsWhatOthersUse() throws {
  let test = try TestStore()
  var ids: [RunIdentifier] = []
  for index in 0..<2 {
    let run = try test.store.createRun(.sample())
    try test.store.recordEpoch(
      run, epoch: 1, metrics: [("val_loss", 1)],
      checkpoint: NewCheckpoint(tensors: [
        tensor("shared", 1, count: 1000), tensor("own", Float(index), count: 500_000),
      ]), at: start)
    try test.store.finish(run, status: .finished, at: start)
    ids.append(run.id)
  }
  try test.store.delete([ids[0]])
  let expected = PurgeReport(runs: 1, tensors: 1, bytes: 2_000_000)
  #expect(try test.store.purge(dryRun: true) == expected)
  let before = try test.store.info()
  #expect(before.deletedRuns == 1)
  #expect(try test.store.purge() == expected)
  let after = try test.store.info()
  #expect(after.deletedRuns == 0 && after.tensors == 2)
  #expect(after.bytes < before.bytes - 1_900_000)
  let size = try FileManager.default.attributesOfItem(atPath: test.path)[.size] as? Int
  #expect(size == after.bytes)
  #expect(try test.store.checkpoint(ids[1], .best).tensors.count == 2)
  #expect(throws: StoreError.self) { try test.store.run(ids[0]) }
  #expect(try test.store.check() == [])
}

@Test func tagsAndNotesAreEdited() throws {
  let test = try TestStore()
  let id = try test.finishedRun(tags: ["old", "kind=a"])
  try test.store.tag(id, adding: ["new", "kind=b", "new"], removing: ["old", "absent"])
  #expect(try test.store.run(id).tags == ["kind=b", "new"])
  try test.store.tag(id, removing: ["kind=other"])
  #expect(try test.store.run(id).tags == ["kind=b", "new"])
  #expect(throws: StoreError.self) { try test.store.tag(id, adding: ["=x"]) }
  try test.store.setNote(id, "it's \"quoted\"; -- ?")
  #expect(try test.store.run(id).note == "it's \"quoted\"; -- ?")
  try test.store.setNote(id, "")
  #expect(try test.store.run(id).note == nil)
}
