internal import GRDB

extension RunStore {
  /// The identifiers of the runs a query finds, in its order: little memory however many they are.
  ///
  /// Where rows lie on damaged pages, each run is asked for by itself, the newest first; one that cannot be
  /// judged is among them.
  public func identifiers(_ query: RunQuery) throws(StoreError) -> [RunIdentifier] {
    let columns = RunColumns(crashed: try crashedRows())
    let all = "SELECT run.uid FROM \(RunColumns.tables) " + query.clauses(columns)
    do {
      return try read { db in
        try String.fetchAll(db, sql: all.sql, arguments: StatementArguments(all.arguments))
          .map(RunIdentifier.init(stored:))
      }
    } catch .unusableFile {
      let one =
        "SELECT 1 FROM \(RunColumns.tables) WHERE " + query.conditions(columns) + " AND run.id = "
      return try survey { db in
        try db.readableRows("SELECT id, uid FROM run", key: "id").reversed().filter { run in
          do {
            let query = one + SQLFragment("?", [run["id"]])
            return try Bool.fetchOne(
              db, sql: query.sql, arguments: StatementArguments(query.arguments)) == true
          } catch let error as DatabaseError where error.isDamage {
            return true
          }
        }.map { RunIdentifier(stored: $0["uid"]) }
      }
    }
  }

  /// The records of some runs, in the order given; a run that was purged since is left out.
  public func runs(_ ids: [RunIdentifier]) throws(StoreError) -> [RunRecord] {
    let columns = RunColumns(crashed: try crashedRows())
    let found = try read { db in
      try db.records(
        columns,
        SQLFragment(
          "WHERE run.uid IN (SELECT value FROM json_each(?))",
          [try JSONText.of(ids.map(\.text)).databaseValue]))
    }
    let records = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    return ids.compactMap { records[$0] }
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
    // What `body` throws is the caller's and comes out as it is; what the database throws does not.
    var stopped: (any Error)?
    try read { db in
      let metrics = try Row.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT summary.run, summary.key, key.name, summary.count FROM metric_summary AS summary
            JOIN key ON key.id = summary.key
            WHERE summary.run = (SELECT id FROM run WHERE uid = ?) ORDER BY key.name
            """), arguments: [run.text])
      let points = try db.cachedStatement(
        sql: "SELECT epoch, value FROM metric WHERE run = ? AND key = ? ORDER BY epoch")
      for metric in metrics where stopped == nil {
        // A damaged count must not ask for all memory.
        let count = min(metric[3] as Int, 1 << 16)
        var (epochs, values): ([Int], [Double]) = ([], [])
        epochs.reserveCapacity(count)
        values.reserveCapacity(count)
        let rows = try Row.fetchCursor(
          points, arguments: [metric[0] as Int64, metric[1] as Int64])
        while let row = try rows.next() {
          epochs.append(row[0])
          let value: Double? = row[1]
          values.append(value ?? .nan)
        }
        do {
          try body(MetricCurve(metric: metric[2], epochs: epochs, values: values))
        } catch {
          stopped = error
        }
      }
    }
    if let stopped { throw stopped }
  }

  /// When each epoch of a run was recorded.
  public func epochTimes(of run: RunIdentifier) throws(StoreError) -> [Int: Timestamp] {
    try read { db in
      var times: [Int: Timestamp] = [:]
      let rows = try Row.fetchCursor(
        db.cachedStatement(
          sql: "SELECT epoch, at FROM epoch WHERE run = (SELECT id FROM run WHERE uid = ?)"),
        arguments: [run.text])
      while let row = try rows.next() { times[row[0]] = Timestamp(milliseconds: row[1]) }
      return times
    }
  }
}
