internal import GRDB

extension Database {
  /// Writes one value and brings its summary up to date. NaN is stored as NULL.
  func recordMetric(_ name: String, _ value: Double, epoch: Int, row: Int64) throws {
    let key = try key(name)
    let stored = value.isNaN ? nil : value
    try cachedStatement(
      sql: """
        INSERT INTO metric (run, key, epoch, value) VALUES (?, ?, ?, ?)
        ON CONFLICT (run, key, epoch) DO UPDATE SET value = excluded.value
        """
    ).execute(arguments: [row, key, epoch, stored])
    try add(SummaryRow(run: row, key: key, value.isNaN ? nil : value, epoch: epoch))
  }

  /// Brings a summary up to date after values were written, of which `added` is the summary.
  func add(_ added: SummaryRow) throws {
    // Values after all others add to the summary; any others change it in ways only the rows tell.
    try cachedStatement(
      sql: """
        INSERT INTO metric_summary (\(SummaryRow.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (run, key) DO UPDATE SET
          count = count + excluded.count, non_finite = non_finite + excluded.non_finite,
          last = excluded.last, last_epoch = excluded.last_epoch,
          min = CASE WHEN excluded.min < ifnull(min, 9e999) THEN excluded.min ELSE min END,
          min_epoch = CASE WHEN excluded.min < ifnull(min, 9e999)
            THEN excluded.min_epoch ELSE min_epoch END,
          max = CASE WHEN excluded.max > ifnull(max, -9e999) THEN excluded.max ELSE max END,
          max_epoch = CASE WHEN excluded.max > ifnull(max, -9e999)
            THEN excluded.max_epoch ELSE max_epoch END
        WHERE ? > last_epoch
        """
    ).execute(arguments: [
      added.run, added.key, added.count, added.nonFinite, added.last, added.lastEpoch, added.min,
      added.minEpoch, added.max, added.maxEpoch, added.firstEpoch,
    ])
    if changesCount == 0 { try summarize(key: added.key, row: added.run) }
  }

  /// Writes a summary anew from the metric's rows; without rows there is none.
  func summarize(key: Int64, row: Int64) throws {
    try execute(
      sql: "DELETE FROM metric_summary WHERE run = ? AND key = ?", arguments: [row, key])
    try cachedStatement(
      sql: """
        INSERT INTO metric_summary (\(SummaryRow.columns)) \(SummaryRow.fromPoints)
        """
    ).execute(arguments: ["run": row, "key": key])
  }
}

/// A row of `metric_summary` with the first value, which `metric` tells.
struct SummaryRow: Equatable {
  /// Those of the table.
  static let columns =
    "run, key, count, non_finite, last, last_epoch, min, min_epoch, max, max_epoch"

  /// The columns of a summary as SQL, in the order that `init(_:)` reads them.
  /// - Parameters:
  ///   - table: what the query calls `metric_summary`.
  ///   - withFirst: false leaves `metric` alone, of which a page may be damaged; the first value is NaN then.
  static func values(of table: String, withFirst: Bool = true) -> String {
    let stored = columns.split(separator: ", ").map { "\(table).\($0)" }
    let first =
      withFirst ? [first("value", of: table), first("epoch", of: table)] : ["NULL", "NULL"]
    return (stored + first).joined(separator: ", ")
  }

  /// A column of the first of the rows in `metric` that a summary is of.
  static func first(_ column: String, of table: String) -> String {
    """
    (SELECT metric.\(column) FROM metric WHERE metric.run = \(table).run \
    AND metric.key = \(table).key ORDER BY metric.epoch LIMIT 1)
    """
  }

  /// The summary of the metric `:key` of the run `:run`, out of its rows.
  static let fromPoints = """
    WITH point AS (
      SELECT epoch, value, value IS NOT NULL AND abs(value) < 9e999 AS finite
      FROM metric WHERE run = :run AND key = :key)
    SELECT :run, :key, count(*), sum(NOT finite),
      (SELECT value FROM point ORDER BY epoch DESC LIMIT 1), max(epoch),
      min(value) FILTER (WHERE finite),
      (SELECT epoch FROM point WHERE finite ORDER BY value, epoch LIMIT 1),
      max(value) FILTER (WHERE finite),
      (SELECT epoch FROM point WHERE finite ORDER BY value DESC, epoch LIMIT 1)
    FROM point HAVING count(*) > 0
    """

  let run, key: Int64
  var count, nonFinite: Int
  var first, last: Double?
  var firstEpoch, lastEpoch: Int
  var min, max: Double?
  var minEpoch, maxEpoch: Int?

  /// - Parameter row: what `values(of:)` selects.
  init(_ row: Row) throws {
    run = try row.value(0)
    key = try row.value(1)
    count = try row.value(2)
    nonFinite = try row.value(3)
    last = try row.value(4)
    lastEpoch = try row.value(5)
    min = try row.value(6)
    minEpoch = try row.value(7)
    max = try row.value(8)
    maxEpoch = try row.value(9)
    first = try row.value(10)
    // A summary without values is damage, which the check finds.
    firstEpoch = try row.value(11) as Int? ?? lastEpoch
  }

  /// The summary as the store's readers see it.
  func summary(direction: MetricDirection) -> MetricSummary {
    MetricSummary(
      count: count, nonFinite: nonFinite, direction: direction, first: first ?? .nan,
      last: last ?? .nan, firstEpoch: firstEpoch, lastEpoch: lastEpoch, min: min, max: max,
      minEpoch: minEpoch, maxEpoch: maxEpoch)
  }
}
