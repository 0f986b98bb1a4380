import Foundation
import GRDB
import TestSupport
import Testing

@testable import RunStore

/// Pages of the file overwritten: what lies on them is named, all else can be read and taken over.
struct DamagedPageTests {
  /// Runs `run-1` to `run-20`, the long curves of which fill many pages, each with a large tensor.
  private static func store() throws -> TestStore {
    let test = try TestStore()
    for index in 1...20 {
      let run = try test.store.createRun(.sample("run-\(index)"))
      for epoch in 1...20 {
        let metrics = (1...20).map { (name: "m\($0)", value: Double(epoch * index)) }
        try test.store.recordEpoch(run, epoch: epoch, metrics: metrics, checkpoint: nil, at: start)
      }
      try test.store.recordEpoch(
        run, epoch: 21, metrics: [("val_loss", 1)],
        checkpoint: NewCheckpoint(tensors: [tensor("w", Float(index), count: 12_000)]), at: start)
      try test.store.finish(run, status: .finished, at: start)
    }
    return test
  }

  /// Overwrites a page of a table or index in the middle of its pages.
  private static func damage(_ test: TestStore, _ table: String, type: String) throws {
    let page = try test.store.queue.writeWithoutTransaction { db in
      _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      let pages = try Int.fetchAll(
        db, sql: "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY path",
        arguments: [table, type])
      return pages[pages.count / 2]
    }
    try test.store.queue.close()
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: test.path))
    try file.seek(toOffset: UInt64((page - 1) * Migrator.pageSize))
    try file.write(contentsOf: Data(repeating: 0xA5, count: Migrator.pageSize))
    try file.close()
  }

  /// Whether this SQLite can tell which table a page belongs to.
  static var knowsPages: Bool {
    (try? DatabaseQueue().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM dbstat") }) != nil
  }

  @Test(.enabled(if: knowsPages))
  func namesTheRunsOfADamagedPageAndReadsTheRest() throws {
    let test = try Self.store()
    try Self.damage(test, "metric", type: "leaf")
    let store = try test.another()
    let found = try store.check()
    #expect(found.contains { $0.kind == .structure })
    let named = found.filter { $0.kind == .unreadable }.map(\.description)
    #expect(!named.isEmpty && named.count < 20)
    #expect(named.allSatisfy { $0.hasSuffix(": rows of metric lie on a damaged page") })
    let damaged = Set(named.compactMap { $0.split(separator: ":").first?.dropFirst(4) })
    var whole = 0
    for run in try store.runs() where !damaged.contains(Substring(run.name)) {
      var count = 0
      try store.curves(of: run.id) { count += $0.values.count }
      #expect(count == 401)
      _ = try store.checkpoint(run.id, .best)
      whole += 1
    }
    #expect(whole == 20 - damaged.count)

    // A repair changes nothing of such a file, and says so.
    let report = try store.repair()
    #expect(report.repaired == [])
    #expect(report.left == found)

    let fresh = try RunStore(path: test.folder.path("fresh.sqlite"))
    let merged = try fresh.merge(test.path)
    #expect(merged.taken.count == whole)
    #expect(Set(merged.damaged.map { Substring($0.name) }) == damaged)
    #expect(try fresh.check() == [])
  }

  @Test(.enabled(if: knowsPages))
  func namesTheTensorOnADamagedPage() throws {
    let test = try Self.store()
    try Self.damage(test, "blob", type: "overflow")
    let store = try test.another()
    let found = try store.check().map(\.description)
    let named = found.filter { $0.contains("checkpoint of epoch 21, w: ") }
    #expect(named.count == 1)
    let run = try #require(named.first?.split(separator: ",").first?.dropFirst(4))
    for other in try store.runs() where other.name != run {
      #expect(try store.checkpoint(other.id, .last).tensors.count == 1)
    }
    var values = 0
    try store.curves(of: store.resolve(String(run))) { values += $0.values.count }
    #expect(values == 401)
  }

  @Test func aFileThatIsCutOffIsNamed() throws {
    let test = try Self.store()
    try test.store.queue.writeWithoutTransaction { db in
      _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try test.store.queue.close()
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: test.path))
    try file.truncate(atOffset: 5 * UInt64(Migrator.pageSize))
    try file.close()
    let error = #expect(throws: StoreError.self) {
      // Wherever the cut is noticed first, it is no sound store.
      if try !test.another().check().isEmpty { throw StoreError.unusableFile(test.path) }
    }
    #expect(error?.category == .unusableFile)
    #expect(error?.description.hasPrefix(test.path) == true)
  }
}
