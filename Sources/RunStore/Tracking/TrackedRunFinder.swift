internal import GRDB

/// Finds the rows of the runs a client asks for, in its order.
///
/// The filter's runs are found as a set (`RunFinder`); the order is that of an index wherever the first
/// key has one, gone through until the page is full, so that the first page of many runs costs little.
struct TrackedRunFinder {
  let db: Database
  let columns: RunColumns
  let search: TrackedRunSearch

  /// So few runs are looked up, whatever the order.
  static let few = 500

  /// The page's rows.
  func rows() throws -> [Int64] {
    let limit = max(0, search.limit)
    if limit == 0 || search.experiments?.isEmpty == true { return [] }
    let candidates = try search.filter.map { try self.candidates($0) }
    let few = candidates.flatMap { $0.count <= TrackedRunFinder.few ? $0 : nil }
    var rows: [Int64] = []
    var skipped = 0
    for phase in try phases(among: few) {
      let cursor = try Int64.fetchCursor(
        db, sql: phase.sql, arguments: StatementArguments(phase.arguments))
      while let row = try cursor.next() {
        guard candidates?.contains(row) ?? true else { continue }
        if skipped < search.offset {
          skipped += 1
          continue
        }
        rows.append(row)
        if rows.count == limit { return rows }
      }
    }
    return rows
  }

  /// The filter's runs, of all experiments.
  private func candidates(_ filter: Filter) throws -> RunSet {
    func found(deleted: Bool) throws -> RunSet {
      try RunFinder(db: db, columns: columns, deleted: deleted).set(filter)
    }
    switch search.view {
    case .active: return try found(deleted: false)
    case .deleted: return try found(deleted: true)
    case .all:
      var all = try found(deleted: false)
      all.formUnion(try found(deleted: true))
      return all
    }
  }

  /// Queries whose rows, one after the other, are all runs in the order asked for: those with a number for
  /// the first key, those with something else, those without.
  private func phases(among few: RunSet?) throws -> [SQLFragment] {
    guard let first = search.order.first else {
      return [query(among: few, order: search.order[...])]
    }
    let direction = first.ascending ? "ASC" : "DESC"
    let rest = search.order.dropFirst()
    let (table, name): (String, String)
    let sorted: [(condition: String, order: String)]
    switch first.field {
    case .attribute: return [query(among: few, order: search.order[...])]
    case .metric(let metric, let form):
      (table, name) = ("metric_summary", metric)
      let column = MetricDirection.column(of: form, metric: metric, in: "first")
      sorted = [
        ("\(column) IS NOT NULL", "\(column) \(direction)"), ("\(column) IS NULL", ""),
      ]
    case .param(let param):
      (table, name) = ("parameter", param)
      sorted = [
        ("first.number IS NOT NULL", "first.number \(direction)"),
        ("first.number IS NULL", "first.text \(direction)"),
      ]
    case .tag(let tag):
      (table, name) = ("tag", tag)
      sorted = [
        ("first.number IS NOT NULL", "first.number \(direction)"),
        ("first.number IS NULL", "coalesce(first.text, '') \(direction)"),
      ]
    }
    guard let key = try db.existingKey(name) else { return [query(among: few, order: rest)] }
    let present = sorted.map { phase in
      query(
        among: few, order: rest, from: "\(table) AS first",
        where: "first.run = run.id AND first.key = \(key) AND \(phase.condition)",
        before: phase.order)
    }
    let absent = query(
      among: few, order: rest,
      where: """
        NOT EXISTS (SELECT 1 FROM \(table) AS first WHERE first.run = run.id AND first.key = \(key))
        """)
    return present + [absent]
  }

  /// - Parameters:
  ///   - source: a table that is gone through in its index's order, joined to the runs.
  ///   - condition: beside what the search says.
  ///   - before: what is sorted by before `order`; may be empty.
  private func query(
    among few: RunSet?, order: ArraySlice<RunSort>, from source: String? = nil,
    where condition: String? = nil, before: String = ""
  ) -> SQLFragment {
    let needsTables = order.contains { sort in
      if case .attribute = sort.field { true } else { false }
    }
    let tables = needsTables ? RunColumns.tables : "run"
    // A cross join is done in the order it is written in; a few runs are better looked up.
    let from = source.map { "\($0) \(few == nil ? "CROSS JOIN" : "JOIN") \(tables)" } ?? tables
    var conditions = [scope]
    if let condition { conditions.append(SQLFragment(condition)) }
    if let few {
      conditions.append(
        "run.id IN (SELECT value FROM json_each("
          + SQLFragment("?", [few.json.databaseValue]) + "))")
    }
    var terms = before.isEmpty ? [] : [SQLFragment(before)]
    terms += order.flatMap { $0.terms(columns) }
    let isByStart = order.contains { $0.field == .attribute(.startedAt) }
    terms.append(SQLFragment(isByStart ? "run.uid" : "run.started_at DESC, run.uid"))
    return "SELECT run.id FROM \(from) WHERE " + conditions.joined(by: " AND ") + " ORDER BY "
      + terms.joined(by: ", ")
  }

  /// The experiments and the part of the store that are searched.
  private var scope: SQLFragment {
    var parts: [String] = []
    switch search.view {
    case .active: parts.append("run.deleted_at IS NULL")
    case .deleted: parts.append("run.deleted_at IS NOT NULL")
    case .all: break
    }
    if let experiments = search.experiments {
      // The index of an experiment's runs has them in order only where there is one; else all runs'.
      let list = experiments.map(String.init).joined(separator: ",")
      parts.append(
        experiments.count == 1 ? "run.experiment = \(list)" : "+run.experiment IN (\(list))")
    }
    return SQLFragment(parts.isEmpty ? "TRUE" : parts.joined(separator: " AND "))
  }
}

extension RunSort {
  /// What follows ORDER BY: NaN after numbers, runs without a value last.
  fileprivate func terms(_ columns: RunColumns) -> [SQLFragment] {
    let direction = ascending ? " ASC" : " DESC"
    switch field {
    case .metric(let name, _):
      let present = columns.metric(name, .count) + " IS NULL"
      let value = columns.number(field)
      return [present, value + " IS NULL", value + direction]
    case .attribute(.startedAt): return [columns.number(field) + direction]
    case .attribute: return [columns.number(field) + " IS NULL", columns.number(field) + direction]
    case .param, .tag:
      // Numbers by their value before texts by the alphabet.
      return [
        columns.text(field) + " IS NULL", columns.number(field) + " IS NULL",
        columns.number(field) + direction, columns.text(field) + direction,
      ]
    }
  }
}
