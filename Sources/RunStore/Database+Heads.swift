internal import GRDB

/// What names a run in a list.
struct RunHead {
  let id: RunIdentifier
  let name: String
  let experiment: String
  let status: RunStatus
  let tags: [String]
}

extension Database {
  /// What names each of some runs, by their rows.
  func runHeads(_ columns: RunColumns, rows: [Int64]) throws -> [Int64: RunHead] {
    if rows.isEmpty { return [:] }
    let query =
      "SELECT run.id, run.uid, run.name, experiment.name, " + columns.status
      + " FROM run JOIN experiment ON experiment.id = run.experiment"
      + " WHERE run.id IN (SELECT value FROM json_each("
      + SQLFragment("?", [Database.json(rows).databaseValue]) + "))"
    let tags = try tags(of: rows)
    var heads: [Int64: RunHead] = [:]
    for row in try Row.fetchAll(
      self, sql: query.sql, arguments: StatementArguments(query.arguments))
    {
      let id: Int64 = try row.value(0)
      heads[id] = RunHead(
        id: RunIdentifier(stored: try row.value(1)), name: try row.value(2),
        experiment: try row.value(3), status: try RunStatus(stored: row.value(4)),
        tags: tags[id] ?? [])
    }
    return heads
  }
}
