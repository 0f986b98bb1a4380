internal import GRDB

extension RunStore {
  /// A metric's values over the epochs of some runs, in the order given; a run without the metric has
  /// no points.
  public func curves(
    _ metric: String, of runs: [RunIdentifier]
  ) throws(StoreError) -> [RunCurve] {
    try read { db in
      let key = try db.existingKey(metric) ?? -1
      let names = try db.cachedStatement(sql: "SELECT id, name, started_at FROM run WHERE uid = ?")
      let points = try db.cachedStatement(
        sql: """
          SELECT metric.epoch, metric.value, coalesce(metric_at.at, epoch.at) FROM metric
          LEFT JOIN epoch ON epoch.run = metric.run AND epoch.epoch = metric.epoch
          LEFT JOIN metric_at ON metric_at.run = metric.run AND metric_at.key = metric.key
            AND metric_at.epoch = metric.epoch
          WHERE metric.run = ? AND metric.key = ? ORDER BY metric.epoch
          """)
      return try runs.map { run in
        guard let row = try Row.fetchOne(names, arguments: [run.text]) else {
          throw StoreError.notFound("run \(run): no such run; accepted: the id of a run")
        }
        let started: Int64 = row[2]
        let found = try Row.fetchAll(points, arguments: [row[0] as Int64, key]).map { point in
          let at: Int64? = point[2]
          let value: Double? = point[1]
          return RunCurve.Point(
            epoch: point[0], seconds: at.map { Double($0 - started) / 1000 }, value: value ?? .nan)
        }
        return RunCurve(run: run, name: row[1], points: found)
      }
    }
  }
}
