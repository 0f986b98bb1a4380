internal import GRDB

/// Where the values of a field lie, for a query of rows: `SELECT … WHERE … AND column` and what closes it.
private struct Lookup {
  var start: SQLFragment
  var column: SQLFragment
  var end = ""

  func callAsFunction(_ comparison: SQLFragment) -> SQLFragment {
    start + " AND " + column + " " + comparison + end
  }
}

extension Condition {
  /// Whether indexes tell which runs fit.
  var isIndexed: Bool {
    switch self {
    case .all(let parts), .any(let parts): parts.allSatisfy(\.isIndexed)
    // Every run has to be gone through, though only once.
    case .not: false
    case .compare(let field, _, _), .isIn(let field, _), .between(let field, _, _),
      .like(let field, _, _), .present(let field):
      field.isIndexed
    }
  }
}

extension Field {
  fileprivate var isIndexed: Bool {
    switch self {
    case .metric(_, .first), .metric(_, .count): false
    case .metric, .param, .tag: true
    case .attribute(let attribute):
      switch attribute {
      case .id, .name, .experiment, .status, .startedAt, .dataset, .fingerprint, .host, .os, .cpu,
        .isa, .threads, .swift, .convoy, .commit, .dirty:
        true
      case .message, .note, .endedAt, .durationSeconds, .seed, .epochs, .parameters, .mflop, .user:
        false
      }
    }
  }
}

extension RunFinder {
  /// Queries whose rows together are the runs that fit a condition without parts.
  func lookups(_ condition: Condition) throws -> [SQLFragment] {
    switch condition {
    case .all, .any, .not: preconditionFailure("a condition of parts is looked up by its parts")
    case .compare(let field, let comparison, let literal):
      return try lookup(field, numbers: literal.isNumber).map {
        [$0(SQLFragment("\(comparison.rawValue) ?", [literal.databaseValue]))]
      } ?? []
    case .isIn(let field, let literals):
      return try [true, false].compactMap { numbers in
        let values = literals.filter { $0.isNumber == numbers }.map(\.databaseValue)
        if values.isEmpty { return nil }
        let marks = Array(repeating: "?", count: values.count).joined(separator: ",")
        return try lookup(field, numbers: numbers)?(SQLFragment("IN (\(marks))", values))
      }
    case .between(let field, let low, let high):
      return try lookup(field, numbers: low.isNumber).map {
        [$0(SQLFragment("BETWEEN ? AND ?", [low.databaseValue, high.databaseValue]))]
      } ?? []
    case .like(let field, let pattern, let ignoringCase):
      let pattern = ignoringCase ? pattern : Condition.glob(pattern)
      return try lookup(field, numbers: false).map {
        [$0(SQLFragment(ignoringCase ? "LIKE ?" : "GLOB ?", [pattern.databaseValue]))]
      } ?? []
    case .present(let field):
      return try lookup(field, numbers: false).map { [$0(SQLFragment("IS NOT NULL"))] } ?? []
    }
  }

  /// nil for a name that no run has.
  private func lookup(_ field: Field, numbers: Bool) throws -> Lookup? {
    switch field {
    case .metric(let name, let form):
      return try keyed("metric_summary", name, MetricDirection.column(of: form, metric: name))
    case .param(let name): return try keyed("parameter", name, numbers ? "number" : "text")
    case .tag(let name): return try keyed("tag", name, numbers ? "number" : "coalesce(text, '')")
    case .attribute(let attribute):
      let column = columns.attribute(attribute)
      switch attribute {
      case .experiment, .dataset, .fingerprint, .host, .os, .cpu, .isa, .threads, .swift, .convoy,
        .commit, .dirty:
        let table = String(column.sql.prefix { $0 != "." })
        return Lookup(
          start: SQLFragment(
            "SELECT id FROM run WHERE \(table) IN (SELECT id FROM \(table) WHERE 1"),
          column: column, end: ")")
      // The index of names is one of the runs in the trash, or one of the others.
      case .name:
        return Lookup(start: SQLFragment("SELECT id FROM run WHERE \(inTrash)"), column: column)
      case .id, .status, .startedAt, .message, .note, .endedAt, .durationSeconds, .seed, .epochs,
        .parameters, .mflop, .user:
        return Lookup(start: SQLFragment("SELECT id FROM run WHERE 1"), column: column)
      }
    }
  }

  private func keyed(_ table: String, _ name: String, _ column: String) throws -> Lookup? {
    try db.existingKey(name).map { key in
      Lookup(
        start: SQLFragment("SELECT run FROM \(table) WHERE key = ?", [key.databaseValue]),
        column: SQLFragment(column))
    }
  }
}
