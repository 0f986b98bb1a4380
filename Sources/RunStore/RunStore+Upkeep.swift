internal import Digests
internal import Foundation
internal import GRDB
internal import Glibc

extension RunStore {
  /// The store in numbers.
  public func info() throws(StoreError) -> StoreInfo {
    try read { db in
      func number(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
      let pageSize = try number("PRAGMA page_size")
      return StoreInfo(
        path: path, schemaVersion: try number("PRAGMA user_version"),
        sqliteVersion: try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "",
        journalMode: try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "",
        pageSize: pageSize, bytes: try number("PRAGMA page_count") * pageSize,
        freeBytes: try number("PRAGMA freelist_count") * pageSize,
        runs: try number("SELECT count(*) FROM run WHERE deleted_at IS NULL"),
        deletedRuns: try number("SELECT count(*) FROM run WHERE deleted_at IS NOT NULL"),
        metricValues: try number("SELECT ifnull(sum(count), 0) FROM metric_summary"),
        tensors: try number("SELECT count(*) FROM blob"),
        tensorBytes: try number("SELECT ifnull(sum(size), 0) FROM blob"),
        checkpoints: try number("SELECT count(*) FROM checkpoint"))
    }
  }

  /// Reads everything and compares what is stored twice; gives one line for each thing that is wrong.
  public func check() throws(StoreError) -> [String] {
    try read { db in
      var problems = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)")
        .filter { $0 != "ok" }
      if !problems.isEmpty { return problems }
      for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
        problems.append("table \(row[0] as String): a row without its \(row[2] as String)")
      }
      problems += try db.summaryProblems()
      problems += try db.tensorProblems()
      return problems
    }
  }

  /// Writes a compact copy of the database, complete even while runs are being recorded.
  /// - Parameter destination: a file that does not exist.
  public func backup(to destination: String) throws(StoreError) {
    var information = stat()
    guard stat(destination, &information) != 0 else {
      throw .conflict("\(destination): exists; accepted: the path of a file to be made")
    }
    try RunStore.attempt(destination) {
      try queue.writeWithoutTransaction { db in
        try db.copy(
          to: destination, partial: "\(destination).partial-\(getpid())", isReplacing: false)
      }
    }
  }
}

extension Database {
  /// Summaries that their metrics' values contradict.
  fileprivate func summaryProblems() throws -> [String] {
    var problems: [String] = []
    let pairs = try Row.fetchAll(
      self,
      sql: """
        SELECT pair.run, pair.key, run.name, key.name FROM
          (SELECT run, key FROM metric UNION SELECT run, key FROM metric_summary) AS pair
        JOIN run ON run.id = pair.run JOIN key ON key.id = pair.key
        """)
    for pair in pairs {
      let stored = try Row.fetchOne(
        cachedStatement(
          sql: "SELECT \(SummaryRow.columns) FROM metric_summary WHERE run = ? AND key = ?"),
        arguments: [pair[0] as Int64, pair[1] as Int64]
      ).map(SummaryRow.init)
      if stored != (try recomputedSummary(key: pair[1], row: pair[0])) {
        problems.append(
          "run \(pair[2] as String): the summary of \(pair[3] as String) contradicts its values")
      }
    }
    return problems
  }

  /// Tensors whose bytes are not those of their digest, or that nothing refers to.
  fileprivate func tensorProblems() throws -> [String] {
    var problems: [String] = []
    let blobs = try Row.fetchCursor(
      self,
      sql: """
        SELECT sha256, size, bytes, \(Database.blobIsUsed) FROM blob
        """)
    while let blob = try blobs.next() {
      let name = [UInt8](blob[0] as Data).hexString
      let (size, digest) = try blob.withUnsafeData(atIndex: 2) { data in
        let data = data ?? Data()
        return (data.count, data.withUnsafeBytes { sha256($0) }.hexString)
      }
      if digest != name || size != blob[1] {
        problems.append("tensor \(name): its bytes have changed")
      }
      if !(blob[3] as Bool) {
        problems.append("tensor \(name): nothing uses it; convoy purge erases it")
      }
    }
    return problems
  }
}
