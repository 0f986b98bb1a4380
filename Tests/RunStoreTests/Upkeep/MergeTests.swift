import Foundation
import GRDB
import TestSupport
import Testing

@testable import RunStore

struct MergeTests {
  /// Everything a run has but its record, as text, in which NaN is equal to NaN.
  private func whole(_ run: RunIdentifier, in store: RunStore) throws -> [String] {
    var parts = [try store.experimentText(of: run)]
    try store.curves(of: run) { parts.append("\($0)") }
    parts += try store.epochTimes(of: run).map { "\($0.key) \($0.value)" }.sorted()
    for choice in [CheckpointChoice.best, .last] {
      parts += try store.checkpoint(run, choice).tensors.map { "\($0)" }
    }
    return parts
  }

  /// A run with two checkpoints, a training state, tags, parameters and a NaN.
  @discardableResult
  private func record(
    _ name: String, in store: RunStore, shared: Float = 1, parent: RunIdentifier? = nil,
    finishing: Bool = true
  ) throws -> LiveRun {
    var new = NewRun.sample(
      name, params: [("depth", ParamValue(parsing: "32")), ("\(name).own", .text("x"))],
      tags: ["t", "kind=\(name)"], note: "a note")
    new.parent = parent.map { RunParent($0, .reproduced) }
    let run = try store.createRun(new)
    for epoch in 1...3 {
      try store.recordEpoch(
        run, epoch: epoch,
        metrics: [("val_loss", [3, 1, 2][epoch - 1]), ("only_\(name)", epoch == 2 ? .nan : 1)],
        checkpoint: NewCheckpoint(
          tensors: [tensor("frozen", shared), tensor("w", Float(epoch) + shared)]),
        at: start.addingTimeInterval(Double(epoch)))
    }
    if finishing { try store.finish(run, status: .finished, at: start.addingTimeInterval(9)) }
    return run
  }

  @Test func leavesOutRunsWhoseTensorsAreSpoiled() throws {
    let mine = try TestStore()
    let other = try TestStore()
    try record("sound", in: other.store)
    try record("spoiled", in: other.store, shared: 7)
    try other.store.queue.write { db in
      try db.execute(
        sql: """
          UPDATE blob SET bytes = zeroblob(size) WHERE id = (
            SELECT blob FROM checkpoint_tensor JOIN checkpoint ON checkpoint.id = checkpoint
            JOIN run ON run.id = checkpoint.run WHERE run.name = 'spoiled' LIMIT 1)
          """)
    }
    let report = try mine.store.merge(other.path)
    #expect(report.taken.map(\.name) == ["sound"] && report.damaged.map(\.name) == ["spoiled"])
    #expect(try mine.store.check() == [])
  }

  @Test func takesOverWhatARunHasAndNothingTwice() throws {
    let mine = try TestStore()
    let other = try TestStore()
    try record("mine", in: mine.store)
    let first = try record("first", in: other.store)
    let second = try record("second", in: other.store, shared: 7, parent: first.id)
    let report = try mine.store.merge(other.path)
    #expect(report.taken.map(\.name) == ["first", "second"])
    #expect(report.taken.map(\.renamedFrom) == [nil, nil])
    // All tensors of "first" are those of "mine"; "second" has three of its own.
    #expect(report.tensors == 3)
    for run in [first.id, second.id] {
      #expect(try mine.store.run(run) == other.store.run(run))
      #expect(try whole(run, in: mine.store) == whole(run, in: other.store))
    }
    #expect(try mine.store.run(second.id).parent?.name == "first")
    #expect(try mine.store.check() == [])
    #expect(try mine.store.events(of: first.id).last?.kind == .merged)
    #expect(try mine.store.events(of: first.id).last?.detail == other.path)

    let again = try mine.store.merge(other.path)
    #expect(again.taken.isEmpty && again.differing.isEmpty)
    #expect(again.known == 2)
  }

  @Test func aChildFindsItsParentThatComesLater() throws {
    let (mine, parents, children) = (try TestStore(), try TestStore(), try TestStore())
    let parent = try record("parent", in: parents.store)
    _ = try children.store.merge(parents.path)
    let child = try record("child", in: children.store, parent: parent.id)
    try children.store.delete([parent.id])
    _ = try mine.store.merge(children.path)
    #expect(try mine.store.run(child.id).parent?.id == parent.id)
    #expect(try mine.store.run(child.id).parent?.name == nil)
    _ = try mine.store.merge(parents.path)
    #expect(try mine.store.run(child.id).parent?.name == "parent")
  }

  @Test func namesThatAreTakenAreMadeUniqueAndSaid() throws {
    let (mine, other) = (try TestStore(), try TestStore())
    for name in ["a", "a-1", "b"] { try mine.finishedRun(name) }
    for name in ["a", "b", "c"] { try other.finishedRun(name) }
    let dry = try mine.another(.readOnly).merge(other.path, dryRun: true)
    #expect(try mine.store.runs().count == 3)
    let report = try mine.store.merge(other.path)
    #expect(report.taken.map(\.name) == ["a-2", "b-1", "c"])
    #expect(report.taken.map(\.renamedFrom) == ["a", "b", nil])
    #expect(dry.taken == report.taken)
    let renamed = try mine.store.resolve("a-2")
    #expect(
      try mine.store.events(of: renamed).last?.detail == "\(other.path), where it is called a")
  }

  @Test func leavesOutWhatIsStillRecordedAndTakesWhatDied() throws {
    let (mine, other) = (try TestStore(), try TestStore())
    let alive = try record("alive", in: other.store, finishing: false)
    let dead = try record("dead", in: other.store, finishing: false)
    dead.release()
    let deleted = try other.finishedRun("deleted")
    try other.store.delete([deleted])
    let report = try mine.store.merge(other.path)
    #expect(report.taken.map(\.name) == ["dead"])
    #expect(report.running.map(\.name) == ["alive"])
    #expect(try mine.store.run(dead.id).status == .crashed)
    #expect(try other.store.run(alive.id).status == .running)

    let (more, _) = try other.store.resumeRun(dead.id, at: start)
    try other.store.finish(more, status: .finished, at: start.addingTimeInterval(99))
    #expect(try mine.store.merge(other.path).differing.map(\.name) == ["dead"])
  }

  @Test func anInterruptedMergeIsGoneOnWith() throws {
    let (mine, other) = (try TestStore(), try TestStore())
    for index in 1...7 { try record("run-\(index)", in: other.store, shared: Float(index)) }
    // A table that refuses the fifth run, as a full disk would.
    try mine.store.queue.write { db in
      try db.execute(
        sql: """
          CREATE TRIGGER stop BEFORE INSERT ON run WHEN new.name = 'run-5'
          BEGIN SELECT raise(ABORT, 'stopped'); END
          """)
    }
    let slice = MergeSlice(runs: 2, bytes: 1)
    #expect(throws: StoreError.self) {
      try mine.store.merge(other.path, dryRun: false, at: start, by: slice)
    }
    #expect(try mine.store.runs().map(\.name).sorted() == (1...4).map { "run-\($0)" })
    try mine.store.queue.write { try $0.execute(sql: "DROP TRIGGER stop") }
    #expect(try mine.store.check() == [])
    let report = try mine.store.merge(other.path, dryRun: false, at: start, by: slice)
    #expect(report.taken.count == 3 && report.known == 4)
    #expect(try mine.store.check() == [])
  }

  @Test func anOlderStoreIsReadAsACopyAndStaysAsItIs() throws {
    let mine = try TestStore()
    let folder = try TemporaryFolder()
    let path = folder.path("old.sqlite")
    let old = Migrator(scripts: [Migrator.current.scripts[0]])
    var store: RunStore? = try RunStore(
      at: StoreLocation(path: path, access: .readWrite), access: .readWrite, migrator: old)
    try store?.queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO key VALUES (1, 'val_loss');
          INSERT INTO experiment VALUES (1, 'e');
          INSERT INTO dataset VALUES (1, 'd', 'f', 1, 1, 1, '[]');
          INSERT INTO environment VALUES (1, 'h', 'o', 'c', 'i', 1, 's', 'v', NULL, NULL);
          INSERT INTO run VALUES (1, '0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e6f', 'old', 1, 'finished',
            NULL, NULL, 1, 1, 2, NULL, 1, 1, 1, 1, 1, 'min', 1, '');
          INSERT INTO run_source VALUES (1, '[]', '');
          """)
    }
    try store?.queue.close()
    store = nil
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(try mine.store.merge(path).taken.map(\.name) == ["old"])
    #expect(try mine.store.check() == [])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!files.contains { $0.contains("before") })
  }

  @Test func refusesWhatIsNoOtherStore() throws {
    let test = try TestStore()
    let text = try test.folder.write(String(repeating: "text\n", count: 200), to: "text")
    let itself = #expect(throws: StoreError.self) { try test.store.merge(test.path) }
    #expect(itself?.description == "\(test.path): the store itself; accepted: another store")
    for (path, category) in [
      (text, StoreError.Category.unusableFile), (test.folder.path("none"), .notFound),
      (test.folder.path, .unusableFile),
    ] {
      let error = #expect(throws: StoreError.self) { try test.store.merge(path) }
      #expect(error?.category == category)
    }
  }

  /// Tables that a merge leaves behind: a sweep's plan stays in the store whose workers go on with it; its
  /// runs come along.
  private static let leftBehind: Set<String> = ["sweep", "trial", "rung_report"]

  /// A table of a later version must hang on a run (ON DELETE CASCADE), be what runs refer to, or hang on
  /// that; anything else would be left behind without a word.
  @Test func everyTableComesAlong() throws {
    let test = try TestStore()
    let schema = try test.store.queue.read { try StoreSchema($0) }
    for table in schema.tables
    where table.name != "run" && schema.owner(of: table) == nil
      && !Self.leftBehind.contains(table.name)
    {
      let isReferred = schema.tables.contains { other in
        other.references.contains { $0.table == table.name && !$0.isOwned }
      }
      let hangsOnOne = schema.tables.contains { other in
        schema.tables(ownedBy: other).contains { $0.table.name == table.name }
      }
      #expect((isReferred && table.rowKey != nil) || hangsOnOne, "\(table.name)")
    }
  }
}
