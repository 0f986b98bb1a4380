internal import GRDB

extension RunStore {
  /// The best value of a metric in each run that fits, with the parameters that differ among these runs.
  /// - Parameter direction: nil for what the metric's name tells.
  public func observations(
    of metric: String, direction: MetricDirection? = nil, where filter: Filter? = nil
  ) throws(StoreError) -> RunObservations {
    let columns = RunColumns(crashed: try crashedRows())
    let direction = direction ?? .of(metric)
    let found = try read { db -> RunObservations? in
      guard let key = try db.existingKey(metric) else { return nil }
      let runs = try RunFinder(db: db, columns: columns, deleted: false).set(filter)
      let cursor = try Row.fetchCursor(
        db,
        sql: """
          SELECT run, \(direction.rawValue) AS best FROM metric_summary
          WHERE key = ? AND best IS NOT NULL ORDER BY run
          """, arguments: [key])
      var rows: [Int64] = []
      var values: [Double] = []
      while let row = try cursor.next() {
        let run: Int64 = try row.value(0)
        guard runs.contains(run) else { continue }
        rows.append(run)
        values.append(try row.value(1))
      }
      return RunObservations(
        direction: direction, values: values, runsWithoutValue: runs.count - rows.count,
        parameters: try db.parametersThatDiffer(among: rows))
    }
    guard let found else { throw try unknownMetric(metric) }
    return found
  }

  /// The error for a metric that no run records.
  func unknownMetric(_ metric: String) throws(StoreError) -> StoreError {
    let names = try metricNames()
    return .notFound(
      "metric \"\(metric)\": no run records it; accepted: "
        + (names.isEmpty ? "none, there are no metrics yet" : names.joined(separator: ", ")))
  }
}

extension Database {
  /// - Parameter rows: ascending.
  fileprivate func parametersThatDiffer(
    among rows: [Int64]
  ) throws -> [RunObservations.Parameter] {
    if rows.isEmpty { return [] }
    let json = Database.json(rows)
    // Most parameters are the same in all runs; only the others are read one by one.
    let keys = try Row.fetchAll(
      self,
      sql: """
        SELECT key.id, key.name FROM key WHERE key.id IN (
          SELECT key FROM parameter WHERE run IN (SELECT value FROM json_each(?))
          GROUP BY key HAVING min(text) IS NOT max(text) OR count(*) < ?)
        ORDER BY key.name
        """, arguments: [json, rows.count])
    let positions = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    let statement = try makeStatement(
      sql: """
        SELECT run, text, number FROM parameter
        WHERE key = ? AND run IN (SELECT value FROM json_each(?))
        """)
    return try keys.map { key in
      var values = [ParamValue?](repeating: nil, count: rows.count)
      let cursor = try Row.fetchCursor(statement, arguments: [try key.value(0) as Int64, json])
      while let row = try cursor.next() {
        guard let position = positions[try row.value(0)] else { continue }
        let text: String = try row.value(1)
        let number: Double? = try row.value(2)
        values[position] = number.map { .number($0, text: text) } ?? .text(text)
      }
      return RunObservations.Parameter(name: try key.value(1), values: values)
    }
  }
}
