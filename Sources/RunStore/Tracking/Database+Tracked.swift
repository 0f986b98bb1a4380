internal import GRDB

extension TrackedRunSearch {
  /// What the search asks for, over `RunColumns.tables`.
  func condition(_ columns: RunColumns) -> SQLFragment {
    var parts: [SQLFragment] = []
    switch view {
    case .active: parts.append(SQLFragment("run.deleted_at IS NULL"))
    case .deleted: parts.append(SQLFragment("run.deleted_at IS NOT NULL"))
    case .all: break
    }
    if let experiments {
      let list = experiments.map(String.init).joined(separator: ",")
      parts.append(SQLFragment("run.experiment IN (\(list))"))
    }
    if let filter { parts.append(filter.condition.sql(columns)) }
    return parts.isEmpty ? SQLFragment("TRUE") : parts.joined(by: " AND ")
  }

  /// What follows ORDER BY: NaN after numbers, runs without a value last.
  func order(_ columns: RunColumns) -> SQLFragment {
    (order.flatMap { $0.terms(columns) } + [SQLFragment("run.started_at DESC, run.uid")])
      .joined(by: ", ")
  }
}

extension RunSort {
  fileprivate func terms(_ columns: RunColumns) -> [SQLFragment] {
    let direction = ascending ? " ASC" : " DESC"
    switch field {
    case .metric(let name, _):
      let present = columns.metric(name, .count) + " IS NULL"
      let value = columns.number(field)
      return [present, value + " IS NULL", value + direction]
    case .attribute: return [columns.number(field) + " IS NULL", columns.number(field) + direction]
    case .param, .tag:
      // Numbers by their value before texts by the alphabet.
      return [
        columns.text(field) + " IS NULL", columns.number(field) + " IS NULL",
        columns.number(field) + direction, columns.text(field) + direction,
      ]
    }
  }
}

extension Database {
  /// The run of a row; of one just written, whose process is not asked for.
  func trackedRun(
    _ row: Int64, _ columns: RunColumns = RunColumns(crashed: [])
  ) throws -> TrackedRun {
    let found = try trackedRuns(
      columns, "WHERE run.id = " + SQLFragment("?", [row.databaseValue]))
    guard let run = found.first else {
      throw StoreError.failure("a run just found is not there: row \(row)")
    }
    return run
  }

  func trackedRuns(
    _ search: TrackedRunSearch, _ columns: RunColumns
  ) throws -> [TrackedRun] {
    let limits: [DatabaseValue] = [
      max(0, search.limit).databaseValue, max(0, search.offset).databaseValue,
    ]
    return try trackedRuns(
      columns,
      "WHERE " + search.condition(columns) + " ORDER BY " + search.order(columns)
        + SQLFragment(" LIMIT ? OFFSET ?", limits))
  }

  private func trackedRuns(
    _ columns: RunColumns, _ clauses: SQLFragment
  ) throws -> [TrackedRun] {
    let query =
      "SELECT run.id, run.uid, run.name, run.experiment, " + columns.status
        + """
        , run.started_at, run.ended_at, run.deleted_at, run.note, experiment.artifact_location,
        (SELECT user FROM client_run WHERE client_run.run = run.id),
        (SELECT is_scheduled FROM client_run WHERE client_run.run = run.id)
        FROM \(RunColumns.tables)

        """ + clauses
    let rows = try Row.fetchAll(
      self, sql: query.sql, arguments: StatementArguments(query.arguments))
    let ids: [Int64] = rows.map { $0[0] }
    let params = try texts(of: ids, in: "parameter")
    let tags = try texts(of: ids, in: "tag")
    var metrics = try lastMetrics(of: ids)
    return try rows.map { row in
      let id: Int64 = row[0]
      let times = (5...7).map { (row[$0] as Int64?).map(Timestamp.init(milliseconds:)) }
      return TrackedRun(
        id: RunIdentifier(stored: row[1]), name: row[2], experiment: row[3],
        artifactLocation: row[9], user: row[10] ?? "", status: try RunStatus(stored: row[4]),
        isScheduled: row[11] ?? false, startedAt: times[0] ?? Timestamp(milliseconds: 0),
        endedAt: times[1], deletedAt: times[2], note: row[8],
        metrics: metrics.removeValue(forKey: id) ?? [], params: params[id] ?? [],
        tags: tags[id] ?? [])
    }
  }

  private func texts(of runs: [Int64], in table: String) throws -> [Int64: [NamedText]] {
    var texts: [Int64: [NamedText]] = [:]
    let rows = try Row.fetchCursor(
      cachedStatement(
        sql: """
          SELECT entry.run, key.name, ifnull(entry.text, '') FROM \(table) AS entry
          JOIN key ON key.id = entry.key WHERE entry.run IN (SELECT value FROM json_each(?))
          """), arguments: [JSONText.list(runs)])
    while let row = try rows.next() {
      texts[row[0], default: []].append(NamedText(row[1], row[2]))
    }
    return texts.mapValues { $0.sorted { $0.name < $1.name } }
  }

  /// Of each metric the value that is last by step, time and value.
  private func lastMetrics(of runs: [Int64]) throws -> [Int64: [LoggedMetric]] {
    var metrics: [Int64: [LoggedMetric]] = [:]
    // A metric all of whose steps are below zero has no summary.
    let rows = try Row.fetchCursor(
      cachedStatement(
        sql: """
          SELECT summary.run, key.name, summary.last, summary.last_epoch, coalesce(metric.at,
            (SELECT at FROM epoch WHERE epoch.run = summary.run AND epoch.epoch = summary.last_epoch),
            (SELECT started_at FROM run WHERE run.id = summary.run))
          FROM metric_summary AS summary JOIN key ON key.id = summary.key
          JOIN metric ON metric.run = summary.run AND metric.key = summary.key
            AND metric.epoch = summary.last_epoch
          WHERE summary.run IN (SELECT value FROM json_each(?1))
          UNION ALL
          SELECT run, (SELECT name FROM key WHERE id = aside.key), value, step, at FROM (
            SELECT run, key, value, step, at, row_number() OVER
              (PARTITION BY run, key ORDER BY step DESC, at DESC, value DESC) AS place
            FROM metric_aside WHERE run IN (SELECT value FROM json_each(?1))) AS aside
          WHERE place = 1 AND NOT EXISTS (SELECT 1 FROM metric_summary AS summary
            WHERE summary.run = aside.run AND summary.key = aside.key)
          """), arguments: [JSONText.list(runs)])
    while let row = try rows.next() {
      metrics[row[0], default: []].append(
        LoggedMetric(
          name: row[1], value: row[2] ?? .nan, at: Timestamp(milliseconds: row[4]), step: row[3]))
    }
    return metrics.mapValues { $0.sorted { $0.name < $1.name } }
  }
}

extension JSONText {
  /// Rows as a list for `json_each`.
  static func list(_ rows: [Int64]) -> String {
    "[" + rows.map(String.init).joined(separator: ",") + "]"
  }
}
