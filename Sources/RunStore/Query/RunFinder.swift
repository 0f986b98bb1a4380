internal import GRDB

/// Finds the rows of runs.
///
/// What a filter compares with is looked up in indexes, one range for each of its parts, and the parts'
/// rows are joined as sets; only what no index tells (a note, a duration) looks at runs, and then at
/// those that the other parts left. `Condition.sql` says the same as one condition on each run; a test
/// compares the two.
struct RunFinder {
  let db: Database
  let columns: RunColumns
  /// Whether the runs in the trash are sought, or the others.
  let deleted: Bool

  /// So few runs are looked at one by one, whatever indexes there are.
  var few = 500

  /// The rows of a query, in its order.
  func rows(of query: RunQuery) throws -> [Int64] {
    let limit = max(0, query.limit)
    if limit == 0 { return [] }
    guard query.filter != nil || query.sort != nil || query.since != nil else {
      return try newest(limit)
    }
    var found = try query.filter.map { try set($0) }
    if let since = query.since {
      let begun = try rows(
        SQLFragment(
          "SELECT id FROM run WHERE \(inTrash) AND started_at >= ?",
          [Timestamp(since).milliseconds.databaseValue]))
      found = found?.intersection(begun) ?? begun
    }
    if let sort = query.sort { return try sorted(found, by: sort, limit: limit) }
    return found?.descending(limit: limit) ?? []
  }

  /// The runs a filter finds; without one, all of them.
  func set(_ filter: Filter?) throws -> RunSet {
    guard let filter else { return try all() }
    var found = try set(filter.condition, among: nil)
    let trash = try rows("SELECT id FROM run WHERE deleted_at IS NOT NULL")
    if deleted { found.formIntersection(trash) } else { found.subtract(trash) }
    return found
  }

  /// Every run, or every run in the trash.
  func all() throws -> RunSet { try rows("SELECT id FROM run WHERE \(inTrash)") }

  /// The part of a WHERE clause that tells the runs in the trash from the others.
  var inTrash: String { "deleted_at IS \(deleted ? "NOT " : "")NULL" }

  /// The rows that a query's first column gives.
  func rows(_ query: SQLFragment) throws -> RunSet {
    var set = RunSet()
    let cursor = try Int64.fetchCursor(
      db, sql: query.sql, arguments: StatementArguments(query.arguments))
    while let row = try cursor.next() { try set.insert(row) }
    return set
  }

  private func rows(_ sql: String) throws -> RunSet { try rows(SQLFragment(sql)) }

  private func newest(_ limit: Int) throws -> [Int64] {
    try Int64.fetchAll(
      db, sql: "SELECT id FROM run WHERE \(inTrash) ORDER BY id DESC LIMIT ?", arguments: [limit])
  }

  /// The runs that fit, of `candidates` or of all; those in the trash, too, where that is as easy.
  private func set(_ condition: Condition, among candidates: RunSet?) throws -> RunSet {
    if let candidates, candidates.count <= few {
      return try rows(
        "SELECT run.id FROM \(RunColumns.tables) WHERE run.id IN (SELECT value FROM json_each("
          + SQLFragment("?", [candidates.json.databaseValue]) + ")) AND "
          + condition.sql(columns))
    }
    switch condition {
    case .all(let parts):
      var found = candidates
      for part in parts.filter(\.isIndexed) + parts.filter({ !$0.isIndexed }) {
        let fitting = try set(part, among: found)
        found = found.map { $0.intersection(fitting) } ?? fitting
      }
      return found ?? RunSet()
    case .any(let parts):
      var found = RunSet()
      for part in parts { found.formUnion(try set(part, among: candidates)) }
      return found
    case .not(let condition):
      var found = try candidates ?? all()
      found.subtract(try set(condition, among: candidates))
      return found
    case .compare, .isIn, .between, .like, .present:
      var found = RunSet()
      for query in try lookups(condition) { found.formUnion(try rows(query)) }
      if let candidates { found.formIntersection(candidates) }
      return found
    }
  }
}

extension RunSet {
  fileprivate func intersection(_ other: RunSet) -> RunSet {
    var result = self
    result.formIntersection(other)
    return result
  }
}
