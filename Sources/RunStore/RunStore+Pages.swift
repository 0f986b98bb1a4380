internal import GRDB

extension RunStore {
  /// The runs a query finds, in its order, `limit` of them after the first `offset`.
  package func runs(_ query: RunQuery, after offset: Int) throws(StoreError) -> [RunRecord] {
    let columns = RunColumns(crashed: try crashedRows())
    var all = query
    all.limit = query.limit + max(0, offset)
    return try read { db in
      let finder = RunFinder(db: db, columns: columns, deleted: query.deleted)
      return try db.records(columns, rows: Array(finder.rows(of: all).dropFirst(max(0, offset))))
    }
  }

  /// How many runs a query finds, its limit aside.
  package func runCount(_ query: RunQuery) throws(StoreError) -> Int {
    let columns = RunColumns(crashed: try crashedRows())
    return try read { db in
      let finder = RunFinder(db: db, columns: columns, deleted: query.deleted)
      guard let filter = query.filter else {
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM run WHERE \(finder.inTrash)") ?? 0
      }
      return try finder.set(filter).count
    }
  }

  /// A few of a metric's values for each of some runs, by epoch: all where there are few, else as many
  /// as are wanted, spread evenly. However long a run is, it takes no more than that many look-ups.
  package func sparklines(
    _ metric: String, of runs: [RunIdentifier], count: Int = 48
  ) throws(StoreError) -> [RunIdentifier: [Double]] {
    try read { db in
      guard let key = try db.existingKey(metric) else { return [:] }
      let summary = try db.cachedStatement(
        sql: """
          SELECT run, \(SummaryRow.first("epoch", of: "metric_summary")), last_epoch, count
          FROM metric_summary
          WHERE run = (SELECT id FROM run WHERE uid = ?) AND key = ?
          """)
      let all = try db.cachedStatement(
        sql: "SELECT value FROM metric WHERE run = ? AND key = ? ORDER BY epoch")
      let next = try db.cachedStatement(
        sql:
          "SELECT value FROM metric WHERE run = ? AND key = ? AND epoch >= ? ORDER BY epoch LIMIT 1"
      )
      var lines: [RunIdentifier: [Double]] = [:]
      for run in runs {
        guard let found = try Row.fetchOne(summary, arguments: [run.text, key]) else { continue }
        let (row, first, last): (Int64, Int, Int) = try (
          found.value(0), found.value(1), found.value(2)
        )
        let values: Int = try found.value(3)
        if values <= count {
          lines[run] = try Row.fetchAll(all, arguments: [row, key]).map {
            (try $0.value(0) as Double?) ?? Double.nan
          }
          continue
        }
        lines[run] = try (0..<count).compactMap { index in
          let epoch = first + Int(Double(last - first) * Double(index) / Double(count - 1))
          return try Row.fetchOne(next, arguments: [row, key, epoch]).map {
            (try $0.value(0) as Double?) ?? Double.nan
          }
        }
      }
      return lines
    }
  }

  /// What the trials of each of some sweeps come to, in the order of the sweeps.
  package func sweepTotals(of sweeps: [SweepRecord]) throws(StoreError) -> [SweepTotals] {
    try read { db in
      try sweeps.map { sweep in
        let best = sweep.metric.direction == .min ? "min" : "max"
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT count(*), sum(state IN ('finished', 'pruned', 'failed')),
              (SELECT \(best)(value) FROM rung_report JOIN trial ON trial.id = rung_report.trial
               WHERE trial.sweep = ?1 AND trial.state <> 'failed' AND abs(value) < 9e999)
            FROM trial WHERE sweep = ?1
            """, arguments: [try db.sweepRow(of: sweep.id)])
        return try SweepTotals(
          trials: row?.value(0) ?? 0, ended: (row?.value(1) as Int?) ?? 0, best: row?.value(2))
      }
    }
  }
}

/// What the trials of a sweep come to.
package struct SweepTotals: Sendable, Hashable {
  /// Planned so far, and those of them that need no more training.
  package let trials, ended: Int
  /// The best value of any epoch; nil before there is one.
  package let best: Double?
}
