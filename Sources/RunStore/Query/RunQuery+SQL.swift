internal import GRDB

extension RunQuery {
  /// What follows `FROM RunColumns.tables`: which runs, in which order, and how many.
  func clauses(_ columns: RunColumns) -> SQLFragment {
    "WHERE " + conditions(columns)
      + " ORDER BY " + (sort?.sql(columns) ?? SQLFragment("run.id DESC"))
      + SQLFragment(" LIMIT ?", [max(0, limit).databaseValue])
  }

  /// Which runs, as one condition.
  func conditions(_ columns: RunColumns) -> SQLFragment {
    "run.deleted_at IS \(deleted ? "NOT " : "")NULL"
      + (filter.map { " AND " + $0.condition.sql(columns) } ?? SQLFragment(""))
      + (since.map {
        SQLFragment(" AND run.started_at >= ?", [Timestamp($0).milliseconds.databaseValue])
      } ?? SQLFragment(""))
  }
}
