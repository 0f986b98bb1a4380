internal import GRDB

extension RunStore {
  /// The runs with the best values of a metric, the best first; among equals the older run.
  /// - Parameters:
  ///   - measure: which of a run's values counts.
  ///   - direction: nil for what the metric's name tells.
  public func best(
    _ metric: String, by measure: BestMeasure = .best, direction: MetricDirection? = nil,
    where filter: Filter? = nil, count: Int = 1
  ) throws(StoreError) -> [BestRun] {
    let columns = RunColumns(crashed: try crashedRows())
    let direction = direction ?? .of(metric)
    let found = try read { db -> [BestRun]? in
      guard let key = try db.existingKey(metric),
        try Bool.fetchOne(
          db, sql: "SELECT 1 FROM metric_summary WHERE key = ? LIMIT 1", arguments: [key]) == true
      else { return nil }
      let finder = RunFinder(db: db, columns: columns, deleted: false)
      let ranking = Ranking(
        db: db, key: key, direction: direction, measure: measure,
        runs: try filter.map { try finder.set($0) },
        trash: try finder.rows(SQLFragment("SELECT id FROM run WHERE deleted_at IS NOT NULL")))
      return try db.bestRuns(
        of: ranking.places(count: max(0, count)), metric: metric, columns: columns)
    }
    guard let found else { throw try unknownMetric(metric) }
    return found
  }
}

/// The best runs of one metric, found through its indexes.
private struct Ranking {
  struct Place {
    let run: Int64
    let value: Double
    let epoch: Int
    let seconds: Double?
  }

  let db: Database
  let key: Int64
  let direction: MetricDirection
  let measure: BestMeasure
  /// nil for all.
  let runs: RunSet?
  let trash: RunSet

  func places(count: Int) throws -> [(rank: Int, place: Place)] {
    if count == 0 { return [] }
    var places: [(rank: Int, place: Place)] = []
    for place in try found(count: count) {
      let isEqual =
        places.last.map { last in
          if case .reaching = measure {
            last.place.epoch == place.epoch && last.place.seconds == place.seconds
          } else {
            last.place.value == place.value
          }
        } ?? false
      places.append((isEqual ? places[places.count - 1].rank : places.count + 1, place))
    }
    return places
  }

  private func found(count: Int) throws -> [Place] {
    let order = direction == .max ? "DESC" : "ASC"
    switch measure {
    case .best:
      let column = direction.rawValue
      return try walk("\(column) IS NOT NULL", order: "\(column) \(order)", count: count).map {
        try place($0, value: column, epoch: "\(column)_epoch")
      }
    case .last:
      return try walk("abs(last) < 9e999", order: "last \(order)", count: count).map {
        try place($0, value: "last", epoch: "last_epoch")
      }
    case .epoch(let epoch):
      let values = try candidates(
        "metric.value",
        """
        JOIN metric ON metric.run = summary.run AND metric.key = summary.key AND metric.epoch = ?
        WHERE summary.key = ? AND abs(metric.value) < 9e999
        """, [epoch.databaseValue, key.databaseValue])
      let best = values.sorted {
        if $0.value != $1.value { return ($0.value < $1.value) == (direction == .min) }
        return $0.run < $1.run
      }
      return try best.prefix(count).map { try place($0.run, epoch: epoch) }
    case .reaching(let value):
      let (column, sign) = direction == .max ? ("max", ">=") : ("min", "<=")
      let epochs = try candidates(
        """
        (SELECT epoch FROM metric WHERE metric.run = summary.run AND metric.key = summary.key
         AND metric.value \(sign) ?1 AND abs(metric.value) < 9e999 ORDER BY epoch LIMIT 1)
        """, "WHERE summary.key = ?2 AND summary.\(column) \(sign) ?1",
        [value.databaseValue, key.databaseValue]
      ).sorted { ($0.value, $0.run) < ($1.value, $1.run) }
      // The time decides among those of one epoch.
      let last = epochs.prefix(count).last?.value ?? 0
      let first = try epochs.prefix { $0.value <= last }
        .map { try place($0.run, epoch: Int($0.value)) }
      return Array(
        first.sorted {
          ($0.epoch, $0.seconds ?? .infinity, $0.run) < ($1.epoch, $1.seconds ?? .infinity, $1.run)
        }.prefix(count))
    }
  }

  /// A number of each run that has one, of those asked for, in one query over `metric_summary AS summary`.
  private func candidates(
    _ number: String, _ clauses: String, _ arguments: [DatabaseValue]
  ) throws -> [(run: Int64, value: Double)] {
    let cursor = try Row.fetchCursor(
      db, sql: "SELECT summary.run, \(number) FROM metric_summary AS summary \(clauses)",
      arguments: StatementArguments(arguments))
    var found: [(run: Int64, value: Double)] = []
    while let row = try cursor.next() {
      let run: Int64 = try row.value(0)
      if let value = try row.value(1) as Double?, !trash.contains(run), runs?.contains(run) ?? true
      {
        found.append((run, value))
      }
    }
    return found
  }

  /// The runs whose summary of the metric fits, in that order, those asked for alone.
  private func walk(
    _ condition: String, order: String, count: Int
  ) throws -> [Int64] {
    let cursor = try Int64.fetchCursor(
      db,
      sql: """
        SELECT run FROM metric_summary WHERE key = ? AND \(condition) ORDER BY \(order), run
        """, arguments: [key])
    var rows: [Int64] = []
    while rows.count < count, let row = try cursor.next() {
      if !trash.contains(row), runs?.contains(row) ?? true { rows.append(row) }
    }
    return rows
  }

  private func place(_ run: Int64, value: String, epoch: String) throws -> Place {
    try place(
      run,
      Row.fetchOne(
        db.cachedStatement(
          sql: "SELECT \(value), \(epoch) FROM metric_summary WHERE run = ? AND key = ?"),
        arguments: [run, key]))
  }

  private func place(_ run: Int64, epoch: Int) throws -> Place {
    try place(
      run,
      Row.fetchOne(
        db.cachedStatement(
          sql: "SELECT value, epoch FROM metric WHERE run = ? AND key = ? AND epoch = ?"),
        arguments: [run, key, epoch]))
  }

  private func place(_ run: Int64, _ row: Row?) throws -> Place {
    guard let row else { throw StoreError.failure("a summary just found is not there") }
    let seconds = try Double.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT (epoch.at - run.started_at) / 1000.0 FROM epoch JOIN run ON run.id = epoch.run
          WHERE epoch.run = ? AND epoch.epoch = ?
          """), arguments: [run, try row.value(1) as Int])
    return Place(
      run: run, value: try row.value(0), epoch: try row.value(1), seconds: seconds)
  }
}

extension Database {
  fileprivate func bestRuns(
    of places: [(rank: Int, place: Ranking.Place)], metric: String, columns: RunColumns
  ) throws -> [BestRun] {
    let heads = try runHeads(columns, rows: places.map(\.place.run))
    return places.compactMap { rank, place in
      heads[place.run].map { head in
        BestRun(
          rank: rank, id: head.id, name: head.name, experiment: head.experiment,
          status: head.status, tags: head.tags, metric: metric, value: place.value,
          epoch: place.epoch, seconds: place.seconds)
      }
    }
  }
}
