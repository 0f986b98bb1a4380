internal import GRDB

/// A run and all its rows, within a transaction of `RunStore.forEachRun`.
public struct RunReader {
  private let db: Database
  private let row: Int64
  /// The run, without what its metrics come to.
  public let record: RunRecord

  /// nil for a run that is not there.
  init?(_ id: RunIdentifier, columns: RunColumns, _ db: Database) throws {
    let row = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM run WHERE uid = ?"), arguments: [id.text])
    guard let row,
      let record = try db.records(
        columns, SQLFragment("WHERE run.id = ?", [row.databaseValue]), summaries: false
      ).first
    else { return nil }
    (self.db, self.row, self.record) = (db, row, record)
  }

  /// Calls `body` with the curve of each metric, by the metrics' names; one at a time is in memory.
  public func curves(_ body: (MetricCurve) throws -> Void) throws {
    try db.curves(row: row) {
      try body($0)
      return true
    }
  }

  /// When each epoch was recorded.
  public func epochTimes() throws -> [Int: Timestamp] { try db.epochTimes(row: row) }

  /// The experiment file, as it was run.
  public func experimentText() throws -> String {
    try String.fetchOne(
      db.cachedStatement(sql: "SELECT experiment_text FROM run_source WHERE run = ?"),
      arguments: [row]) ?? ""
  }

  /// How the code differed from its commit; nil where that is not known to be so.
  public func codeDiff() throws -> CodeDiff? { try db.codeDiff(row: row) }
}

extension Database {
  /// Calls `body` with each curve of a run until it gives false.
  func curves(row: Int64, _ body: (MetricCurve) throws -> Bool) throws {
    let metrics = try Row.fetchAll(
      cachedStatement(
        sql: """
          SELECT summary.key, key.name, summary.count FROM metric_summary AS summary
          JOIN key ON key.id = summary.key WHERE summary.run = ? ORDER BY key.name
          """), arguments: [row])
    let points = try cachedStatement(
      sql: "SELECT epoch, value FROM metric WHERE run = ? AND key = ? ORDER BY epoch")
    for metric in metrics {
      // A damaged count must not ask for all memory.
      let count = min(try metric.value(2) as Int, 1 << 16)
      var (epochs, values): ([Int], [Double]) = ([], [])
      epochs.reserveCapacity(count)
      values.reserveCapacity(count)
      let rows = try Row.fetchCursor(points, arguments: [row, metric.value(0) as Int64])
      while let row = try rows.next() {
        epochs.append(try row.value(0))
        let value: Double? = try row.value(1)
        values.append(value ?? .nan)
      }
      let isWanted = try body(MetricCurve(metric: metric.value(1), epochs: epochs, values: values))
      if !isWanted { return }
    }
  }

  /// When each epoch of a run was recorded.
  func epochTimes(row: Int64) throws -> [Int: Timestamp] {
    var times: [Int: Timestamp] = [:]
    let rows = try Row.fetchCursor(
      cachedStatement(sql: "SELECT epoch, at FROM epoch WHERE run = ?"), arguments: [row])
    while let row = try rows.next() {
      try times[row.value(0)] = Timestamp(milliseconds: row.value(1))
    }
    return times
  }
}
