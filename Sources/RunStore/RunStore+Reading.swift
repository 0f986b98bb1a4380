internal import GRDB

extension RunStore {
  /// One run, in the trash or not.
  public func run(_ id: RunIdentifier) throws(StoreError) -> RunRecord {
    let columns = RunColumns(crashed: try crashedRows())
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
    return try read { db in try db.records(columns, query.clauses(columns)) }
  }

  /// The runs with the best values of a metric that any of their epochs reached, the best first; among
  /// equals the older run.
  /// - Parameter direction: nil for what the metric's name tells.
  public func best(
    _ metric: String, direction: MetricDirection? = nil, where filter: Filter? = nil, count: Int = 1
  ) throws(StoreError) -> [BestRun] {
    let columns = RunColumns(crashed: try crashedRows())
    let direction = direction ?? .of(metric)
    let value = direction.rawValue
    let found: [BestRun]? = try read { db in
      guard let key = try db.existingKey(metric),
        try Bool.fetchOne(
          db, sql: "SELECT 1 FROM metric_summary WHERE key = ? LIMIT 1", arguments: [key]) == true
      else { return nil }
      // CROSS JOIN keeps SQLite to the order of the summaries' index.
      let query =
        "SELECT run.id, run.uid, run.name, experiment.name, " + columns.status
          + """
          , summary.\(value), summary.\(value)_epoch FROM metric_summary AS summary
          CROSS JOIN \(RunColumns.tables)
          WHERE summary.key = \(key) AND summary.\(value) IS NOT NULL AND summary.run = run.id
          AND run.deleted_at IS NULL
          """ + (filter.map { " AND " + $0.condition.sql(columns) } ?? SQLFragment(""))
        + " ORDER BY summary.\(value)\(direction == .max ? " DESC" : ""), summary.run"
        + SQLFragment(" LIMIT ?", [max(0, count).databaseValue])
      let rows = try Row.fetchAll(
        db, sql: query.sql, arguments: StatementArguments(query.arguments))
      let tags = try db.tags(of: rows.map { try $0.value(0) })
      return try rows.enumerated().map { index, row in
        BestRun(
          rank: index + 1, id: RunIdentifier(stored: try row.value(1)), name: try row.value(2),
          experiment: try row.value(3),
          status: try RunStatus(stored: row.value(4)), tags: tags[try row.value(0)] ?? [],
          metric: metric,
          value: try row.value(5), epoch: try row.value(6))
      }
    }
    if let found { return found }
    let names = try metricNames()
    throw .notFound(
      "metric \"\(metric)\": no run records it; accepted: "
        + (names.isEmpty ? "none, there are no metrics yet" : names.joined(separator: ", ")))
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

  /// Calls `body` with every value of the runs' metrics: runs in the order given, then by metric's name
  /// and epoch. The store must not be used inside `body`.
  /// - Parameter metrics: the names wanted; nil for all.
  public func history(
    of runs: [RunIdentifier], metrics: [String]? = nil, _ body: (MetricPoint) throws -> Void
  ) throws {
    let rows: [(RunIdentifier, Int64)] = try read { db in
      try runs.map { ($0, try db.row(of: $0)) }
    }
    let wanted = metrics.map(Set.init)
    // What `body` throws is the caller's and comes out as it is; what the database throws does not.
    var stopped: (any Error)?
    try read { db in
      let statement = try db.makeStatement(
        sql: """
          SELECT key.name, metric.epoch, metric.value FROM metric JOIN key ON key.id = metric.key
          WHERE metric.run = ? ORDER BY key.name, metric.epoch
          """)
      for (run, row) in rows where stopped == nil {
        let points = try Row.fetchCursor(statement, arguments: [row])
        while stopped == nil, let point = try points.next() {
          let name: String = try point.value(0)
          guard wanted?.contains(name) ?? true else { continue }
          let value: Double? = try point.value(2)
          do {
            try body(
              MetricPoint(run: run, metric: name, epoch: point.value(1), value: value ?? .nan))
          } catch {
            stopped = error
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
}
