internal import GRDB

extension RunStore {
  /// The identifiers of the runs a query finds, in its order: little memory however many they are.
  ///
  /// Where rows lie on damaged pages, each run is asked for by itself, the newest first; one that cannot be
  /// judged is among them.
  public func identifiers(_ query: RunQuery) throws(StoreError) -> [RunIdentifier] {
    let columns = RunColumns(crashed: try crashedRows())
    do {
      return try read { db in
        let finder = RunFinder(db: db, columns: columns, deleted: query.deleted)
        return try db.identifiers(rows: finder.rows(of: query))
      }
    } catch .unusableFile {
      let one =
        "SELECT 1 FROM \(RunColumns.tables) WHERE " + query.conditions(columns) + " AND run.id = "
      return try read { db in
        try db.readableRows("SELECT id, uid FROM run", key: "id").reversed().filter { run in
          do {
            let query = one + SQLFragment("?", [try run.value("id")])
            return try Bool.fetchOne(
              db, sql: query.sql, arguments: StatementArguments(query.arguments)) == true
          } catch  where error.isDamage {
            return true
          }
        }.map { RunIdentifier(stored: try $0.value("uid")) }
      }
    }
  }

  /// Calls `body` with each of some runs, in the order given, a hundred in one transaction; a run that was
  /// purged since is left out. The store must not be used inside `body`.
  /// - Returns: the runs that lie on damaged pages. `body` had of them what could be read.
  public func forEachRun(
    _ ids: [RunIdentifier], _ body: (RunReader) throws -> Void
  ) throws -> [RunIdentifier] {
    var damaged: [RunIdentifier] = []
    // What `body` throws is the caller's and comes out as it is; what the database throws does not.
    var stopped: (any Error)?
    for start in stride(from: 0, to: ids.count, by: 100) {
      let slice = ids[start..<min(start + 100, ids.count)]
      let columns = RunColumns(crashed: try crashedRows())
      try read { db in
        for id in slice where stopped == nil {
          do {
            guard let reader = try RunReader(id, columns: columns, db) else { continue }
            try body(reader)
          } catch  where error.isDamage {
            damaged.append(id)
          } catch {
            stopped = error
          }
        }
      }
      if let stopped { throw stopped }
    }
    return damaged
  }

  /// The names, sorted, of the metrics and of the parameters that any of some runs has.
  public func names(
    of ids: [RunIdentifier]
  ) throws(StoreError) -> (metrics: [String], params: [String]) {
    try read { db in
      let runs = try JSONText.of(ids.map(\.text))
      func names(in table: String) throws -> [String] {
        try String.fetchAll(
          db,
          sql: """
            SELECT name FROM key WHERE id IN (SELECT DISTINCT entry.key FROM \(table) AS entry
              WHERE entry.run IN (SELECT id FROM run WHERE uid IN (SELECT value FROM json_each(?))))
            ORDER BY name
            """, arguments: [runs])
      }
      return (try names(in: "metric_summary"), try names(in: "parameter"))
    }
  }

  /// Calls `body` with the curve of each metric of a run, by the metrics' names; one curve at a time is
  /// in memory. A run that was purged has none. The store must not be used inside `body`.
  public func curves(of run: RunIdentifier, _ body: (MetricCurve) throws -> Void) throws {
    var stopped: (any Error)?
    try read { db in
      let row = try Int64.fetchOne(
        db, sql: "SELECT id FROM run WHERE uid = ?", arguments: [run.text])
      try row.map { row in
        try db.curves(row: row) { curve in
          do {
            try body(curve)
            return true
          } catch {
            stopped = error
            return false
          }
        }
      }
    }
    if let stopped { throw stopped }
  }

  /// When each epoch of a run was recorded.
  public func epochTimes(of run: RunIdentifier) throws(StoreError) -> [Int: Timestamp] {
    try read { db in try db.epochTimes(row: try db.row(of: run)) }
  }
}

extension Database {
  /// The identifiers of runs, in the order of their rows.
  fileprivate func identifiers(rows: [Int64]) throws -> [RunIdentifier] {
    let uid = try cachedStatement(sql: "SELECT uid FROM run WHERE id = ?")
    return try rows.compactMap { row in
      try String.fetchOne(uid, arguments: [row]).map(RunIdentifier.init(stored:))
    }
  }
}
