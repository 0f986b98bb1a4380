internal import GRDB

extension RunFinder {
  /// The number that a field has in each of some runs, by the runs' rows; runs without one are left out.
  /// - Parameters:
  ///   - found: nil for all.
  ///   - direction: which value of a metric is its best.
  func numbers(
    of field: Field, direction: MetricDirection, in found: RunSet?
  ) throws -> [Int64: Double] {
    let query: SQLFragment
    switch field {
    case .metric(let name, let form):
      let column =
        form == .best
        ? direction.rawValue : MetricDirection.column(of: form, metric: name)
      query = try numbers("metric_summary", name, column)
    case .param(let name): query = try numbers("parameter", name, "number")
    case .tag(let name): query = try numbers("tag", name, "number")
    case .attribute(let attribute):
      query =
        "SELECT run.id, " + columns.attribute(attribute)
        + " AS value FROM \(RunColumns.tables) WHERE value IS NOT NULL"
    }
    var values: [Int64: Double] = [:]
    let rows = try Row.fetchCursor(
      db, sql: query.sql, arguments: StatementArguments(query.arguments))
    while let row = try rows.next() {
      let run: Int64 = try row.value(0)
      let value: Double = try row.value(1)
      if value.isFinite, found?.contains(run) ?? true { values[run] = value }
    }
    return values
  }

  private func numbers(_ table: String, _ name: String, _ column: String) throws -> SQLFragment {
    SQLFragment(
      "SELECT run, \(column) FROM \(table) WHERE key = ? AND \(column) IS NOT NULL",
      [(try db.existingKey(name) ?? -1).databaseValue])
  }
}
