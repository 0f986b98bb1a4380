internal import GRDB

extension Condition {
  /// The condition over `RunColumns.tables`; true or false, never NULL, so that `not` is the complement.
  func sql(_ columns: RunColumns) -> SQLFragment {
    switch self {
    case .all(let parts): "(" + parts.map { $0.sql(columns) }.joined(by: " AND ") + ")"
    case .any(let parts): "(" + parts.map { $0.sql(columns) }.joined(by: " OR ") + ")"
    case .not(let condition): "NOT " + condition.sql(columns)
    case .compare(let field, let comparison, let literal):
      "((" + literal.column(of: field, columns) + " \(comparison.rawValue) "
        + SQLFragment("?", [literal.databaseValue]) + ") IS TRUE)"
    case .isIn(let field, let literals):
      Condition.isIn(field, literals, columns)
    case .between(let field, let low, let high):
      "((" + low.column(of: field, columns)
        + SQLFragment(" BETWEEN ? AND ?", [low.databaseValue, high.databaseValue]) + ") IS TRUE)"
    case .like(let field, let pattern, ignoringCase: true):
      "((" + columns.text(field) + SQLFragment(" LIKE ?", [pattern.databaseValue]) + ") IS TRUE)"
    case .like(let field, let pattern, ignoringCase: false):
      "((" + columns.text(field)
        + SQLFragment(" GLOB ?", [Condition.glob(pattern).databaseValue]) + ") IS TRUE)"
    case .present(let field): "(" + columns.text(field) + " IS NOT NULL)"
    }
  }

  /// Numbers and texts of one list are sought in different columns.
  private static func isIn(
    _ field: Field, _ literals: [Literal], _ columns: RunColumns
  ) -> SQLFragment {
    let numbers = literals.filter(\.isNumber)
    let texts = literals.filter { !$0.isNumber }
    let lists = [numbers, texts].compactMap { list in
      list.first.map { first in
        "((" + first.column(of: field, columns)
          + SQLFragment(
            " IN (" + Array(repeating: "?", count: list.count).joined(separator: ",") + ")",
            list.map(\.databaseValue)) + ") IS TRUE)"
      }
    }
    return "(" + lists.joined(by: " OR ") + ")"
  }

  /// LIKE ignores case in SQLite and GLOB does not: the same pattern in GLOB's signs.
  static func glob(_ pattern: String) -> String {
    var glob = ""
    for character in pattern {
      switch character {
      case "%": glob += "*"
      case "_": glob += "?"
      case "*", "?", "[": glob += "[\(character)]"
      default: glob.append(character)
      }
    }
    return glob
  }
}

extension Literal {
  var isNumber: Bool { if case .number = self { true } else { false } }

  var databaseValue: DatabaseValue {
    switch self {
    case .number(let number): number.databaseValue
    case .text(let text): text.databaseValue
    }
  }

  /// The column of `field` this value is compared with.
  fileprivate func column(of field: Field, _ columns: RunColumns) -> SQLFragment {
    switch self {
    case .number: columns.number(field)
    case .text: columns.text(field)
    }
  }
}
