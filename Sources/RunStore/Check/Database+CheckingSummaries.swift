internal import GRDB

extension Database {
  /// Summaries that their metrics' values contradict: both tables are read once, side by side, in the
  /// order of their keys.
  func summaryProblems() throws -> [StoreProblem] {
    let stored = try Row.fetchCursor(
      self,
      sql: "SELECT \(SummaryRow.values(of: "metric_summary")) FROM metric_summary ORDER BY run, key"
    )
    let points = try Row.fetchCursor(
      self, sql: "SELECT run, key, epoch, value FROM metric ORDER BY run, key, epoch")
    var summary = try stored.next().map(SummaryRow.init)
    var wrong: [(run: Int64, key: Int64)] = []
    func compare(_ found: SummaryRow) throws {
      while let other = summary, (other.run, other.key) < (found.run, found.key) {
        wrong.append((other.run, other.key))
        summary = try stored.next().map(SummaryRow.init)
      }
      if summary != found { wrong.append((found.run, found.key)) }
      if let other = summary, (other.run, other.key) == (found.run, found.key) {
        summary = try stored.next().map(SummaryRow.init)
      }
    }
    var current: SummaryRow?
    while let point = try points.next() {
      let (run, key): (Int64, Int64) = try (point.value(0), point.value(1))
      if current?.run == run, current?.key == key {
        try current?.add(point.value(3), epoch: point.value(2))
      } else {
        if let current { try compare(current) }
        current = try SummaryRow(run: run, key: key, point.value(3), epoch: point.value(2))
      }
    }
    if let current { try compare(current) }
    while let other = summary {
      wrong.append((other.run, other.key))
      summary = try stored.next().map(SummaryRow.init)
    }
    return try wrong.map { pair in
      let names = try Row.fetchOne(
        cachedStatement(
          sql: "SELECT (SELECT name FROM run WHERE id = ?), (SELECT name FROM key WHERE id = ?)"),
        arguments: [pair.run, pair.key])
      let (run, key): (String?, String?) = try (names?.value(0), names?.value(1))
      return StoreProblem(
        .summary(run: pair.run, key: pair.key),
        "run \(run ?? "?"): the summary of \(key ?? "?") contradicts its values")
    }
  }
}

extension SummaryRow {
  /// The summary of a first value; NULL is NaN.
  init(run: Int64, key: Int64, _ value: Double?, epoch: Int) {
    self.run = run
    self.key = key
    (first, firstEpoch, last, lastEpoch) = (value, epoch, value, epoch)
    let finite = value.flatMap { $0.isFinite ? $0 : nil }
    (count, nonFinite) = (1, finite == nil ? 1 : 0)
    (min, max) = (finite, finite)
    (minEpoch, maxEpoch) = (finite.map { _ in epoch }, finite.map { _ in epoch })
  }

  /// Adds the value of a later epoch.
  mutating func add(_ value: Double?, epoch: Int) {
    count += 1
    (last, lastEpoch) = (value, epoch)
    guard let value, value.isFinite else {
      nonFinite += 1
      return
    }
    if min.map({ value < $0 }) ?? true { (min, minEpoch) = (value, epoch) }
    if max.map({ value > $0 }) ?? true { (max, maxEpoch) = (value, epoch) }
  }
}
