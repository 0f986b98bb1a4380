import Foundation
import GRDB
import TestSupport
import Testing

@testable import RunStore

@Test func makesAStoreThatOthersRecognise() throws {
  let test = try TestStore()
  let info = try test.store.info()
  #expect(info.journalMode == "wal")
  #expect(info.pageSize == Migrator.pageSize)
  #expect(info.schemaVersion == newest)
  #expect(info.runs == 0 && info.metricValues == 0)
  let numbers = try test.store.queue.read { db in
    try [
      Int64.fetchOne(db, sql: "PRAGMA application_id"),
      Int64.fetchOne(db, sql: "PRAGMA auto_vacuum"),
      Int64.fetchOne(db, sql: "PRAGMA foreign_keys"),
    ]
  }
  #expect(numbers == [Migrator.applicationID, 2, 1])
}

@Test func readingAStoreThatIsNotThereFindsNothing() throws {
  let folder = try TemporaryFolder()
  let error = #expect(throws: StoreError.self) {
    try RunStore(path: folder.path("none.sqlite"), access: .readOnly)
  }
  #expect(error?.category == .notFound)
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
}

@Test func aFolderThatIsNotThereIsNamed() throws {
  let folder = try TemporaryFolder()
  let error = #expect(throws: StoreError.self) {
    try RunStore(path: folder.path("none/convoy.sqlite"))
  }
  #expect(error?.category == .notFound)
  #expect(error?.description.hasPrefix(folder.path("none/convoy.sqlite: ")) == true)
}

@Test func refusesWhatIsNoDatabase() throws {
  let folder = try TemporaryFolder()
  let text = try folder.write(String(repeating: "not a database\n", count: 1000), to: "a.sqlite")
  for access in [RunStore.Access.readWrite, .readOnly] {
    let error = #expect(throws: StoreError.self) { try RunStore(path: text, access: access) }
    #expect(error?.category == .unusableFile)
    let isFolder = #expect(throws: StoreError.self) {
      try RunStore(path: folder.path, access: access)
    }
    #expect(isFolder?.category == .unusableFile)
  }
  #expect(try String(contentsOfFile: text, encoding: .utf8).hasPrefix("not a database"))
}

@Test func refusesAnotherProgramsDatabaseAndLeavesItAlone() throws {
  let folder = try TemporaryFolder()
  let path = folder.path("other.sqlite")
  let other = try DatabaseQueue(path: path)
  try other.write { try $0.execute(sql: "CREATE TABLE mine (x); PRAGMA user_version = 1") }
  try other.close()
  let before = try Data(contentsOf: URL(fileURLWithPath: path))
  let error = #expect(throws: StoreError.self) { try RunStore(path: path) }
  #expect(error?.category == .unusableFile)
  #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
}

/// The version of a store that this program makes.
private let newest = Migrator.current.scripts.count

@Test func refusesAStoreOfANewerVersionByName() throws {
  let test = try TestStore()
  try test.store.queue.write { try $0.execute(sql: "PRAGMA user_version = \(newest + 6)") }
  let error = #expect(throws: StoreError.self) { try test.another() }
  #expect(error?.category == .unusableFile)
  #expect(
    error?.description
      == "\(test.path): a store of version \(newest + 6), made by a newer convoy; "
      + "accepted: versions up to \(newest)")
}

@Test func anOlderStoreIsCopiedAndBroughtUpToDate() throws {
  let test = try TestStore()
  let id = try test.finishedRun("kept")
  let newer = try test.migrated(by: .next)
  #expect(try newer.info().schemaVersion == newest + 1)
  #expect(try newer.run(id).name == "kept")
  let copy = try RunStore(path: test.path + ".before-v\(newest + 1)", access: .readOnly)
  #expect(try copy.info().schemaVersion == newest)
  #expect(try copy.run(id).name == "kept")
}

@Test func aMigrationThatFailsChangesNothing() throws {
  let test = try TestStore()
  let broken = Migrator(
    scripts: Migrator.current.scripts + ["CREATE TABLE extra (x); SELECT nonsense;"])
  #expect(throws: StoreError.self) {
    try test.migrated(by: broken)
  }
  let info = try test.another().info()
  #expect(info.schemaVersion == newest)
  let tables = try test.store.queue.read {
    try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema WHERE name = 'extra'")
  }
  #expect(tables.isEmpty)
  let later = try test.finishedRun("later")
  // The copy made for the failed migration is there; a killed one may have left a part of a copy.
  try test.folder.write("part", to: "convoy.sqlite.before-v\(newest + 1).partial")
  let newer = try test.migrated(by: .next)
  #expect(try newer.info().schemaVersion == newest + 1)
  let copies = try FileManager.default.contentsOfDirectory(atPath: test.folder.path)
    .filter { $0.contains(".before-") && !$0.hasSuffix(".live") }
  #expect(copies == ["convoy.sqlite.before-v\(newest + 1)"])
  let copy = try RunStore(path: test.path + ".before-v\(newest + 1)", access: .readOnly)
  #expect(try copy.info().schemaVersion == newest)
  #expect(try copy.run(later).name == "later")
}

@Test func aStoreOpenedForReadingRecordsNothing() throws {
  let test = try TestStore()
  let id = try test.finishedRun()
  let reader = try test.another(.readOnly)
  #expect(throws: StoreError.self) { try reader.setNote(id, "x") }
  #expect(throws: StoreError.self) { try reader.createRun(.sample()) }
}

@Test func aLinkToAStoreSharesItsLockFile() throws {
  let test = try TestStore()
  let link = test.folder.path("link.sqlite")
  try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: test.path)
  let live = try RunStore(path: link).createRun(.sample())
  #expect(try test.store.run(live.id).status == .running)
}

@Test func aBackupIsAWholeStore() throws {
  let test = try TestStore()
  let live = try test.store.createRun(.sample("live"))
  try test.store.recordEpoch(
    live, epoch: 1, metrics: [("val_loss", 1)],
    checkpoint: NewCheckpoint(tensors: [tensor("w", 1)]), at: start)
  let copy = test.folder.path("copy.sqlite")
  try test.another(.readOnly).backup(to: copy)
  let other = try RunStore(path: copy)
  #expect(try other.check() == [])
  #expect(try other.info().journalMode == "wal")
  #expect(try other.checkpoint(live.id, .best).tensors == [tensor("w", 1)])
  let error = #expect(throws: StoreError.self) { try test.store.backup(to: copy) }
  #expect(error?.category == .conflict)
}

@Test func aBackupThatFailsLeavesNothing() throws {
  let test = try TestStore()
  try test.finishedRun(values: [1])
  let damaged = try test.folder.write([], to: "damaged/a.sqlite")
  unlink(damaged)
  try test.store.backup(to: damaged)
  let page = try test.store.queue.read {
    try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_schema WHERE name = 'epoch'")
  }
  let file = try FileHandle(forUpdating: URL(fileURLWithPath: damaged))
  try file.seek(toOffset: UInt64((try #require(page) - 1) * Migrator.pageSize))
  try file.write(contentsOf: Data(count: Migrator.pageSize))
  try file.close()
  let store = try RunStore(path: damaged, access: .readOnly)
  let folder = try TemporaryFolder()
  let error = #expect(throws: StoreError.self) { try store.backup(to: folder.path("b.sqlite")) }
  #expect(error?.category == .unusableFile)
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
}

@Test(arguments: [
  ("36 35 98:0 / /home rw,noatime shared:1 - ext4 /dev/sda1 rw", "98:0", JournalMode.wal),
  ("40 35 0:52 / /net rw - nfs4 server:/x rw", "0:52", .delete),
  ("40 35 0:52 / /net rw - nfs4 server:/x rw", "0:53", .wal), ("", "0:1", .wal), ("x", "x", .wal),
])
func aNetworkFileSystemHasNoSharedMemory(mounts: String, device: String, mode: JournalMode) {
  #expect(JournalMode.fitting(mounts: mounts, device: device) == mode)
}

@Test(arguments: [
  (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
  (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_399_001, "2100-02-28T23:59:59.001Z"),
])
func timesAreWrittenAndReadBack(milliseconds: Int64, text: String) {
  #expect(Timestamp(milliseconds: milliseconds).description == text)
  #expect(Timestamp(text)?.milliseconds == milliseconds)
}

@Test(arguments: ["", "2026", "2026-13-01", "2026-02-29", "2026-01-01T25:00", "2026-01-01T1:2:3:4"])
func aTimeThatIsNoneIsRefused(text: String) {
  #expect(Timestamp(text) == nil)
}

@Test func aStoreInAFolderThatCannotBeWrittenIsRead() throws {
  let test = try TestStore()
  let id = try test.finishedRun("kept")
  let copy = test.folder.path("odd name %3F?#.sqlite")
  try test.store.backup(to: copy)
  var location = try StoreLocation(path: copy, access: .readOnly)
  #expect(location.isWritable)
  location.isWritable = false
  #expect(location.name.hasSuffix("odd%20name%20%253F%3F%23.sqlite?immutable=1"))
  let store = try RunStore(at: location, access: .readOnly)
  #expect(try store.run(id).name == "kept")
  #expect(try store.check() == [])
  let beside = try FileManager.default.contentsOfDirectory(atPath: test.folder.path)
  #expect(beside.filter { $0.hasPrefix("odd") } == ["odd name %3F?#.sqlite"])
}

@Test func anOlderStoreThatCannotBeWrittenIsNotBroughtUpToDate() throws {
  let test = try TestStore()
  let copy = test.folder.path("copy.sqlite")
  try test.store.backup(to: copy)
  var location = try StoreLocation(path: copy, access: .readOnly)
  location.isWritable = false
  let error = #expect(throws: StoreError.self) {
    try RunStore(at: location, access: .readOnly, migrator: .next)
  }
  #expect(error?.category == .unusableFile)
}

@Test func aReaderBringsAnOlderStoreUpToDateUnderTheWritersLock() throws {
  let test = try TestStore()
  let live = try test.store.createRun(.sample())
  let newer = try test.migrated(by: .next, access: .readOnly)
  #expect(try newer.info().schemaVersion == newest + 1)
  #expect(try newer.run(live.id).status == .running)
  let reader = try LiveFile(path: test.path + ".live", isWritable: false)
  try test.store.live.whileWriting {
    let error = #expect(throws: StoreError.self) { try reader.whileWriting(patience: .zero) {} }
    #expect(error?.category == .busy)
  }
}

@Test func doingWithoutAWriteAheadLogIsSaid() throws {
  let folder = try TemporaryFolder()
  var location = try StoreLocation(path: folder.path("a.sqlite"), access: .readWrite)
  #expect(location.notes == [])
  location.journal = .delete
  let store = try RunStore(at: location, access: .readWrite)
  #expect(try store.info().journalMode == "delete")
  #expect(
    store.notes == [
      "\(store.path): on a network file system, where SQLite cannot keep a write-ahead log; "
        + "readers and writers wait for each other"
    ])
}
