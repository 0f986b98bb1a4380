internal import GRDB

extension RunQuery {
  /// Which runs, as one condition.
  func conditions(_ columns: RunColumns) -> SQLFragment {
    "run.deleted_at IS \(deleted ? "NOT " : "")NULL"
      + (filter.map { " AND " + $0.condition.sql(columns) } ?? SQLFragment(""))
      + (since.map {
        SQLFragment(" AND run.started_at >= ?", [Timestamp($0).milliseconds.databaseValue])
      } ?? SQLFragment(""))
  }
}
