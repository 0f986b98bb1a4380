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
