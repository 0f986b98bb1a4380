internal import GRDB

extension RunStore {
  /// Records what a client logs, all or nothing. A value that is there already, to the letter, is
  /// dropped; a parameter never changes.
  package func log(
    _ run: RunIdentifier, metrics: [LoggedMetric] = [], params: [NamedText] = [],
    tags: [NamedText] = []
  ) throws(StoreError) {
    try write(durably: false) { db in
      let row = try db.loggableRow(of: run)
      for param in params { try db.addParameter(param, row: row) }
      for tag in tags { try db.setClientTag(tag, row: row) }
      if let newest = metrics.map(\.at).max() { try db.noteLogging(at: newest, row: row) }
      var times = StepTimes()
      if metrics.count == 1 {
        try db.logMetrics(metrics[...], row: row, times: &times)
      } else if !metrics.isEmpty {
        // Metric by metric and forward in time: then most values come after all others.
        let sorted = metrics.sorted { a, b in
          (a.name, a.step, a.at, a.value) < (b.name, b.step, b.at, b.value)
        }
        var rest = sorted[...]
        while let first = rest.first {
          let end = rest.firstIndex { $0.name != first.name } ?? rest.endIndex
          try db.logMetrics(rest[..<end], row: row, times: &times)
          rest = rest[end...]
        }
      }
    }
  }

  /// All values a client logged of a metric, and those of the epochs, by time, step and value.
  package func loggedHistory(
    of run: RunIdentifier, metric name: String, limit: Int, offset: Int
  ) throws(StoreError) -> [LoggedMetric] {
    try read { db in
      let row = try db.row(of: run)
      guard let key = try db.existingKey(name) else { return [] }
      let points = try Row.fetchCursor(
        db.cachedStatement(
          sql: """
            SELECT value, \(Database.measuredAt(of: "metric")) AS at, epoch AS step
            FROM metric WHERE run = ?1 AND key = ?2
            UNION ALL
            SELECT value, at, step FROM metric_aside WHERE run = ?1 AND key = ?2
            ORDER BY at, step, value LIMIT ?3 OFFSET ?4
            """), arguments: [row, key, limit, offset])
      var history: [LoggedMetric] = []
      while let point = try points.next() {
        history.append(
          LoggedMetric(
            name: name, value: (try point.value(0) as Double?) ?? .nan,
            at: Timestamp(milliseconds: try point.value(1)), step: try point.value(2)))
      }
      return history
    }
  }
}

extension Database {
  /// When a value of `metric` was measured, as SQL: at its own time or at its epoch's; a run that some
  /// other file brought may know neither.
  /// - Parameter table: what the query calls `metric`.
  static func measuredAt(of table: String) -> String {
    """
    coalesce(
      (SELECT at FROM metric_at WHERE metric_at.run = \(table).run AND metric_at.key = \(table).key
       AND metric_at.epoch = \(table).epoch),
      (SELECT at FROM epoch WHERE epoch.run = \(table).run AND epoch.epoch = \(table).epoch),
      (SELECT started_at FROM run WHERE run.id = \(table).run))
    """
  }

  fileprivate func noteLogging(at time: Timestamp, row: Int64) throws {
    try cachedStatement(
      sql: "UPDATE client_run SET logged_at = ?1 WHERE run = ?2 AND logged_at < ?1"
    ).execute(arguments: [time.milliseconds, row])
  }

  /// Adds a parameter; one that is there must have the same text.
  fileprivate func addParameter(_ param: NamedText, row: Int64) throws {
    let key = try key(param.name)
    try cachedStatement(
      sql: "INSERT OR IGNORE INTO parameter (run, key, text, number) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [row, key, param.text, ParamValue.number(in: param.text)])
    if changesCount > 0 { return }
    let old = try String.fetchOne(
      cachedStatement(sql: "SELECT text FROM parameter WHERE run = ? AND key = ?"),
      arguments: [row, key])
    guard old == param.text else {
      throw StoreError.conflict(
        "Changing param values is not allowed. Param with key='\(param.name)' was already logged "
          + "with value='\(old ?? "")'. Attempted logging new value '\(param.text)'.")
    }
  }

  /// Writes values of one metric of one run, sorted by step, and brings its summary up to date.
  fileprivate func logMetrics(
    _ points: ArraySlice<LoggedMetric>, row: Int64, times: inout StepTimes
  ) throws {
    guard let name = points.first?.name else { return }
    let key = try key(name)
    let insert = try cachedStatement(
      sql: "INSERT OR IGNORE INTO metric (run, key, epoch, value) VALUES (?, ?, ?, ?)")
    var added: SummaryRow?
    var isRewritten = false
    for point in points {
      if point.step < 0 {
        try setAside(point, key: key, row: row)
        continue
      }
      let stored = point.value.isNaN ? nil : point.value
      try insert.execute(arguments: [row, key, point.step, stored])
      if changesCount > 0 {
        if try times.time(of: point, row: row, self) != point.at {
          try setTime(of: point, key: key, row: row)
        }
        if added?.add(stored, epoch: Int(point.step)) == nil {
          added = SummaryRow(run: row, key: key, stored, epoch: Int(point.step))
        }
      } else if try replace(point, key: key, row: row, times: &times) {
        isRewritten = true
      }
    }
    guard !isRewritten else { return try summarize(key: key, row: row) }
    if let added { try add(added) }
  }

  /// Puts a value of a step that has one already where it belongs; whether it is now the step's last.
  private func replace(
    _ point: LoggedMetric, key: Int64, row: Int64, times: inout StepTimes
  ) throws -> Bool {
    let old = try Row.fetchOne(
      cachedStatement(
        sql: """
          SELECT value, \(Database.measuredAt(of: "metric"))
          FROM metric WHERE run = ?1 AND key = ?2 AND epoch = ?3
          """), arguments: [row, key, point.step])
    guard let old else { return false }
    let last = LoggedMetric(
      name: point.name, value: (try old.value(0) as Double?) ?? .nan,
      at: Timestamp(milliseconds: try old.value(1)),
      step: point.step)
    guard point.supersedes(at: last.at, value: last.value) else {
      let isSame =
        last.at == point.at
        && (last.value == point.value || (last.value.isNaN && point.value.isNaN))
      if !isSame { try setAside(point, key: key, row: row) }
      return false
    }
    try setAside(last, key: key, row: row)
    try cachedStatement(
      sql: "UPDATE metric SET value = ? WHERE run = ? AND key = ? AND epoch = ?"
    ).execute(arguments: [point.value.isNaN ? nil : point.value, row, key, point.step])
    if try times.time(of: point, row: row, self) == point.at {
      try cachedStatement(
        sql: "DELETE FROM metric_at WHERE run = ? AND key = ? AND epoch = ?"
      ).execute(arguments: [row, key, point.step])
    } else {
      try setTime(of: point, key: key, row: row)
    }
    return true
  }

  /// Notes that a value has another time than its epoch.
  private func setTime(of point: LoggedMetric, key: Int64, row: Int64) throws {
    try cachedStatement(
      sql: """
        INSERT INTO metric_at (run, key, epoch, at) VALUES (?, ?, ?, ?)
        ON CONFLICT (run, key, epoch) DO UPDATE SET at = excluded.at
        """
    ).execute(arguments: [row, key, point.step, point.at.milliseconds])
  }

  private func setAside(_ point: LoggedMetric, key: Int64, row: Int64) throws {
    try cachedStatement(
      sql: """
        INSERT INTO metric_aside (run, key, step, at, value) SELECT ?1, ?2, ?3, ?4, ?5
        WHERE NOT EXISTS (SELECT 1 FROM metric_aside
          WHERE run = ?1 AND key = ?2 AND step = ?3 AND at = ?4 AND value IS ?5)
        """
    ).execute(arguments: [
      row, key, point.step, point.at.milliseconds, point.value.isNaN ? nil : point.value,
    ])
  }
}

/// The times of the epochs that one call logs values of, each looked up once.
private struct StepTimes {
  private var known: [Int64: Timestamp] = [:]

  /// The time of the epoch that a value is of; an epoch without one gets the value's.
  mutating func time(of point: LoggedMetric, row: Int64, _ db: Database) throws -> Timestamp {
    if let time = known[point.step] { return time }
    try db.cachedStatement(sql: "INSERT OR IGNORE INTO epoch (run, epoch, at) VALUES (?, ?, ?)")
      .execute(arguments: [row, point.step, point.at.milliseconds])
    var time = point.at
    if db.changesCount == 0 {
      time =
        try Int64.fetchOne(
          db.cachedStatement(sql: "SELECT at FROM epoch WHERE run = ? AND epoch = ?"),
          arguments: [row, point.step]
        ).map(Timestamp.init(milliseconds:)) ?? point.at
    }
    known[point.step] = time
    return time
  }
}
