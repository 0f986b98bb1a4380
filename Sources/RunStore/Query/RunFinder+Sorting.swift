internal import GRDB

extension RunFinder {
  /// The first of the runs in the order of a key; `found` is nil for all runs. Where a field is indexed,
  /// its index is gone through until there are enough.
  func sorted(_ found: RunSet?, by sort: RunSort, limit: Int) throws -> [Int64] {
    let direction = sort.ascending ? "ASC" : "DESC"
    switch sort.field {
    case .attribute(let attribute):
      return try sorted(found, by: columns.attribute(attribute), direction, limit: limit)
    case .metric(let name, let form):
      let column = MetricDirection.column(of: form, metric: name)
      return try sorted(found, in: "metric_summary", by: [column], named: name, direction, limit)
    // Numbers by their value before texts by the alphabet.
    case .param(let name):
      return try sorted(
        found, in: "parameter", by: ["number", "text"], named: name, direction, limit)
    case .tag(let name):
      return try sorted(
        found, in: "tag", by: ["number", "coalesce(text, '')"], named: name, direction, limit)
    }
  }

  private func sorted(
    _ found: RunSet?, in table: String, by columns: [String], named name: String,
    _ direction: String, _ limit: Int
  ) throws -> [Int64] {
    let candidates = try found ?? all()
    var seen = RunSet()
    var rows: [Int64] = []
    if let key = try db.existingKey(name) {
      for column in columns {
        let cursor = try Int64.fetchCursor(
          db,
          sql: """
            SELECT run FROM \(table) WHERE key = ? AND \(column) IS NOT NULL
            ORDER BY \(column) \(direction), run DESC
            """, arguments: [key])
        while let row = try cursor.next() {
          guard candidates.contains(row), !seen.contains(row) else { continue }
          try seen.insert(row)
          rows.append(row)
          if rows.count == limit { return rows }
        }
      }
    }
    var others = candidates
    others.subtract(seen)
    return rows + others.descending(limit: limit - rows.count)
  }

  private func sorted(
    _ found: RunSet?, by column: SQLFragment, _ direction: String, limit: Int
  ) throws -> [Int64] {
    let isPart = found.map { $0.count < few } ?? true
    let which =
      isPart
      ? found.map {
        "run.id IN (SELECT value FROM json_each("
          + SQLFragment("?", [$0.json.databaseValue]) + "))"
      } ?? SQLFragment("run.\(inTrash)") : SQLFragment("1")
    let query =
      "SELECT run.id FROM \(RunColumns.tables) WHERE " + which + " ORDER BY "
      + (column + " IS NULL, " + column + " \(direction), run.id DESC")
      + SQLFragment(" LIMIT ?", [(isPart ? limit : -1).databaseValue])
    let cursor = try Int64.fetchCursor(
      db, sql: query.sql, arguments: StatementArguments(query.arguments))
    var rows: [Int64] = []
    while rows.count < limit, let row = try cursor.next() {
      if found?.contains(row) ?? true { rows.append(row) }
    }
    return rows
  }
}

extension MetricDirection {
  /// What a form of a metric is in SQL over `metric_summary`.
  /// - Parameter table: what the query calls that table.
  static func column(
    of form: Field.MetricForm, metric: String, in table: String = "metric_summary"
  ) -> String {
    switch form {
    case .best: "\(table).\(MetricDirection.of(metric).rawValue)"
    case .first: SummaryRow.first("value", of: table)
    case .last, .min, .max, .count: "\(table).\(form.rawValue)"
    }
  }
}
