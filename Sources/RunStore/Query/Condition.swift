/// What a filter or a sort key names.
enum Field: Sendable, Equatable {
  /// Which number of a metric's summary is meant.
  enum MetricForm: String, CaseIterable, Sendable {
    case last, first, min, max, best, count
  }

  case metric(String, MetricForm)
  case param(String)
  case tag(String)
  case attribute(Attribute)
}

/// A value a filter compares with, already of the kind its field has.
enum Literal: Sendable, Equatable {
  case number(Double)
  case text(String)
}

/// A filter's meaning, free of SQL.
indirect enum Condition: Sendable, Equatable {
  enum Comparison: String, Sendable {
    case equal = "="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  case all([Condition])
  case any([Condition])
  case not(Condition)
  case compare(Field, Comparison, Literal)
  case isIn(Field, [Literal])
  case between(Field, Literal, Literal)
  /// `%` stands for any text, `_` for any one character.
  case like(Field, String, ignoringCase: Bool)
  /// Whether the run has the field at all.
  case present(Field)
}
