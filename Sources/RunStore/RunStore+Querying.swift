internal import GRDB
internal import GRDBSQLite

extension RunStore {
  /// The rows of one SELECT over the views of the store (docs/schema.md). The statement cannot write,
  /// whatever it says.
  /// - Parameter limit: the most rows to give.
  public func query(_ sql: String, limit: Int = 1000) throws(StoreError) -> QueryResult {
    let dead = try crashedRows()
    let location = try StoreLocation(path: path, access: .readOnly)
    // A connection of its own: what guards it would be in the way of other work.
    return try RunStore.attempt(path) {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(Patience.ordinary.seconds)
      let queue = try DatabaseQueue(path: location.name, configuration: configuration)
      return try queue.inDatabase { db in
        try db.tellCrashes(dead)
        return try GuardedQuery(db, sql, path: path).result(limit: limit)
      }
    }
  }
}

extension Database {
  /// Puts a view before `runs` that says `crashed` of the runs in those rows.
  fileprivate func tellCrashes(_ rows: [Int64]) throws {
    if rows.isEmpty { return }
    try execute(
      sql: """
        CREATE TEMP TABLE crashed_run AS SELECT uid AS id FROM main.run
        WHERE id IN (SELECT value FROM json_each(?))
        """, arguments: [Database.json(rows)])
    let columns = try String.fetchAll(
      self, sql: "SELECT name FROM pragma_table_info('runs', 'main') ORDER BY cid"
    ).map { name in
      name == "status"
        ? """
        CASE WHEN status = 'running' AND id IN (SELECT id FROM temp.crashed_run)
        THEN 'crashed' ELSE status END AS status
        """ : name
    }
    try execute(
      sql: "CREATE TEMP VIEW runs AS SELECT \(columns.joined(separator: ", ")) FROM main.runs")
  }
}

/// One statement of a user's.
private struct GuardedQuery {
  let database: OpaquePointer?
  let sql: String
  let path: String

  init(_ db: Database, _ sql: String, path: String) {
    (database, self.sql, self.path) = (db.sqliteConnection, sql, path)
  }

  static let accepted = "accepted: one SELECT over the views of docs/schema.md"

  func result(limit: Int) throws -> QueryResult {
    // 64 MiB in a value, however it is computed.
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 1 << 26)
    let statement = try prepared()
    defer { sqlite3_finalize(statement) }
    let count = sqlite3_column_count(statement)
    let columns = (0..<count).map {
      sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? ""
    }
    var rows: [[QueryValue]] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        if rows.count >= limit { return QueryResult(columns: columns, rows: rows, isCut: true) }
        rows.append((0..<count).map { value(statement, $0) })
      case SQLITE_DONE: return QueryResult(columns: columns, rows: rows, isCut: false)
      default: throw failure()
      }
    }
  }

  private func prepared() throws -> OpaquePointer {
    let guarding = QueryGuard()
    return try sql.withCString { text in
      var statement: OpaquePointer?
      var rest: UnsafePointer<CChar>?
      let code = guarding.guarding(database) {
        sqlite3_prepare_v2(database, text, -1, &statement, &rest)
      }
      if let refusal = guarding.refusal {
        sqlite3_finalize(statement)
        throw StoreError.conflict("query: \(refusal); \(Self.accepted)")
      }
      guard code == SQLITE_OK else { throw failure() }
      guard let statement else {
        throw StoreError.conflict("query: no statement; \(Self.accepted)")
      }
      guard sqlite3_stmt_readonly(statement) != 0, isEnd(rest) else {
        sqlite3_finalize(statement)
        throw StoreError.conflict("query: more than one statement; \(Self.accepted)")
      }
      return statement
    }
  }

  /// Whether nothing follows but blanks and comments.
  private func isEnd(_ rest: UnsafePointer<CChar>?) -> Bool {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    return QueryGuard().guarding(database) {
      sqlite3_prepare_v2(database, rest, -1, &statement, nil) == SQLITE_OK && statement == nil
    }
  }

  private func failure() -> any Error {
    let code = sqlite3_errcode(database) & 0xff
    let message = sqlite3_errmsg(database).map { String(cString: $0) } ?? "error \(code)"
    guard code == SQLITE_ERROR || code == SQLITE_TOOBIG || code == SQLITE_MISMATCH else {
      return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
    let offset = Int(sqlite3_error_offset(database))
    let column =
      offset < 0 ? nil : String(decoding: Array(sql.utf8.prefix(offset)), as: UTF8.self).count + 1
    return StoreError.conflict(
      "query: " + (column.map { "column \($0): " } ?? "") + "\(message); \(Self.accepted)")
  }

  private func value(_ statement: OpaquePointer, _ index: CInt) -> QueryValue {
    switch sqlite3_column_type(statement, index) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, index))
    case SQLITE_FLOAT: .real(sqlite3_column_double(statement, index))
    case SQLITE_NULL: .null
    case SQLITE_BLOB: .bytes(bytes(sqlite3_column_blob(statement, index), statement, index))
    default:
      .text(
        String(
          decoding: bytes(
            UnsafeRawPointer(sqlite3_column_text(statement, index)), statement, index),
          as: UTF8.self))
    }
  }

  private func bytes(
    _ start: UnsafeRawPointer?, _ statement: OpaquePointer, _ index: CInt
  ) -> [UInt8] {
    let count = Int(sqlite3_column_bytes(statement, index))
    return Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }
}
