internal import GRDB

extension Database {
  /// The run of a row; of one just written, whose process is not asked for.
  func trackedRun(
    _ row: Int64, _ columns: RunColumns = RunColumns(crashed: [])
  ) throws -> TrackedRun {
    guard let run = try trackedRuns([row], columns).first else {
      throw StoreError.failure("a run just found is not there: row \(row)")
    }
    return run
  }

  /// The runs of those rows, in that order.
  func trackedRuns(_ rows: [Int64], _ columns: RunColumns) throws -> [TrackedRun] {
    if rows.isEmpty { return [] }
    let ids = Database.json(rows)
    let query =
      "SELECT run.id, run.uid, run.name, run.experiment, " + columns.status
        + """
        , run.started_at, run.ended_at, run.deleted_at, run.note, experiment.artifact_location,
        (SELECT user FROM client_run WHERE client_run.run = run.id),
        (SELECT is_scheduled FROM client_run WHERE client_run.run = run.id)
        FROM run JOIN experiment ON experiment.id = run.experiment
        WHERE run.id IN (SELECT value FROM json_each(
        """ + SQLFragment("?", [ids.databaseValue]) + "))"
    let found = try Row.fetchAll(
      cachedStatement(sql: query.sql), arguments: StatementArguments(query.arguments))
    let params = try texts(of: ids, in: "parameter")
    let tags = try texts(of: ids, in: "tag")
    var metrics = try lastMetrics(of: ids)
    var runs: [Int64: TrackedRun] = [:]
    for row in found {
      let id: Int64 = try row.value(0)
      runs[id] = try TrackedRun(
        id: RunIdentifier(stored: row.value(1)), name: row.value(2), experiment: row.value(3),
        artifactLocation: row.value(9), user: (row.value(10) as String?) ?? "",
        status: RunStatus(stored: row.value(4)), isScheduled: (row.value(11) as Bool?) ?? false,
        startedAt: Timestamp(milliseconds: row.value(5)), endedAt: row.timestamp(6),
        deletedAt: row.timestamp(7), note: row.value(8),
        metrics: metrics.removeValue(forKey: id) ?? [], params: params[id] ?? [],
        tags: tags[id] ?? [])
    }
    return rows.compactMap { runs[$0] }
  }

  private func texts(of runs: String, in table: String) throws -> [Int64: [NamedText]] {
    var texts: [Int64: [NamedText]] = [:]
    let rows = try Row.fetchCursor(
      cachedStatement(
        sql: """
          SELECT entry.run, key.name, ifnull(entry.text, '') FROM \(table) AS entry
          JOIN key ON key.id = entry.key WHERE entry.run IN (SELECT value FROM json_each(?))
          """), arguments: [runs])
    while let row = try rows.next() {
      try texts[row.value(0), default: []].append(NamedText(row.value(1), row.value(2)))
    }
    return texts.mapValues { $0.sorted { $0.name < $1.name } }
  }

  /// Of each metric the value that is last by step, time and value.
  private func lastMetrics(of runs: String) throws -> [Int64: [LoggedMetric]] {
    var metrics: [Int64: [LoggedMetric]] = [:]
    // A metric all of whose steps are below zero has no summary.
    let rows = try Row.fetchCursor(
      cachedStatement(
        sql: """
          SELECT summary.run, key.name, summary.last, summary.last_epoch,
            \(Database.measuredAt(of: "metric"))
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
          """), arguments: [runs])
    while let row = try rows.next() {
      try metrics[row.value(0), default: []].append(
        LoggedMetric(
          name: row.value(1), value: (row.value(2) as Double?) ?? .nan,
          at: Timestamp(milliseconds: row.value(4)), step: row.value(3)))
    }
    return metrics.mapValues { $0.sorted { $0.name < $1.name } }
  }
}

extension Row {
  /// A time that may be missing.
  func timestamp(_ index: Int) throws -> Timestamp? {
    (try value(index) as Int64?).map(Timestamp.init(milliseconds:))
  }
}
