internal import GRDB

extension RunStore {
  /// One run, in the trash or not.
  public func run(_ id: RunIdentifier) throws(StoreError) -> RunRecord {
    let columns = RunColumns(crashed: try crashedRows(of: id))
    let found = try read { db in
      try db.records(columns, "WHERE run.uid = " + SQLFragment("?", [id.text.databaseValue]))
    }
    guard let run = found.first else {
      throw .notFound("run \(id): no such run; accepted: the id of a run")
    }
    return run
  }

  /// The runs a query finds, in its order.
  public func runs(_ query: RunQuery = RunQuery()) throws(StoreError) -> [RunRecord] {
    let columns = RunColumns(crashed: try crashedRows())
    return try read { db in
      let finder = RunFinder(db: db, columns: columns, deleted: query.deleted)
      return try db.records(columns, rows: finder.rows(of: query))
    }
  }

  /// The names of the newest runs that are not in the trash.
  public func runNames(limit: Int) throws(StoreError) -> [String] {
    try read { db in
      try String.fetchAll(
        db, sql: "SELECT name FROM run WHERE deleted_at IS NULL ORDER BY id DESC LIMIT ?",
        arguments: [max(0, limit)])
    }
  }

  /// The names of all metrics any run has recorded, sorted.
  public func metricNames() throws(StoreError) -> [String] {
    try read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT name FROM key
          WHERE EXISTS (SELECT 1 FROM metric_summary WHERE metric_summary.key = key.id) ORDER BY name
          """)
    }
  }

  /// The names of all parameters any run has, sorted.
  public func paramNames() throws(StoreError) -> [String] {
    try read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT name FROM key
          WHERE EXISTS (SELECT 1 FROM parameter WHERE parameter.key = key.id) ORDER BY name
          """)
    }
  }

  /// Calls `body` with every value of the runs' metrics: runs in the order given, then by metric's name
  /// and epoch. The store must not be used inside `body`.
  /// - Parameter metrics: the names wanted; nil for all.
  public func history(
    of runs: [RunIdentifier], metrics: [String]? = nil, _ body: (MetricPoint) throws -> Void
  ) throws {
    let rows: [(RunIdentifier, Int64)] = try read { db in
      try runs.map { ($0, try db.row(of: $0)) }
    }
    // What `body` throws is the caller's and comes out as it is; what the database throws does not.
    var stopped: (any Error)?
    try read { db in
      let wanted = metrics.map(Set.init)
      let statement = try db.makeStatement(
        sql: "SELECT epoch, value FROM metric WHERE run = ? AND key = ? ORDER BY epoch")
      for (run, row) in rows where stopped == nil {
        for (name, key) in try db.metrics(of: row)
        where stopped == nil && wanted?.contains(name) ?? true {
          let points = try Row.fetchCursor(statement, arguments: [row, key])
          while stopped == nil, let point = try points.next() {
            let value: Double? = try point.value(1)
            do {
              try body(
                MetricPoint(run: run, metric: name, epoch: point.value(0), value: value ?? .nan))
            } catch {
              stopped = error
            }
          }
        }
      }
    }
    if let stopped { throw stopped }
  }

  /// How the code a run was made with differed from its commit; nil where that is not known to be so.
  public func codeDiff(of run: RunIdentifier) throws(StoreError) -> CodeDiff? {
    try read { db in try db.codeDiff(row: try db.row(of: run)) }
  }

  /// The experiment file of a run, as it was run.
  public func experimentText(of run: RunIdentifier) throws(StoreError) -> String {
    try read { db in
      try String.fetchOne(
        db, sql: "SELECT experiment_text FROM run_source WHERE run = ?",
        arguments: [try db.row(of: run)]) ?? ""
    }
  }
}

extension Database {

  /// How the code of a run differed from its commit.
  func codeDiff(row: Int64) throws -> CodeDiff? {
    let found = try Row.fetchOne(
      cachedStatement(
        sql: """
          SELECT code_diff.text, code_diff.bytes FROM run_source
          JOIN code_diff ON code_diff.id = run_source.code_diff WHERE run_source.run = ?
          """), arguments: [row])
    guard let found else { return nil }
    let text: String = try found.value(0)
    return CodeDiff(text: text, bytes: max(try found.value(1), text.utf8.count))
  }

  /// The metrics of a run and their interned names, sorted by name.
  fileprivate func metrics(of row: Int64) throws -> [(name: String, key: Int64)] {
    try Row.fetchAll(
      cachedStatement(
        sql: """
          SELECT key.name, key.id FROM metric_summary JOIN key ON key.id = metric_summary.key
          WHERE metric_summary.run = ? ORDER BY key.name
          """), arguments: [row]
    ).map { (try $0.value(0), try $0.value(1)) }
  }
}
