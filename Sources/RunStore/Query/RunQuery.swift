public import Foundation

/// What runs are sorted by: a metric, a parameter, a tag or an attribute, named as in a filter. Runs
/// without a value come last in either direction.
public struct RunSort: Sendable, Hashable {
  /// The key as it was written.
  public let text: String
  /// Least first.
  public let ascending: Bool
  let field: Field

  /// - Parameter source: what an error calls the text.
  public init(
    parsing text: String, ascending: Bool = false, source: String = "--sort"
  ) throws(FilterError) {
    self.text = text
    self.ascending = ascending
    var parser = try FilterParser(text, source: source)
    field = try parser.sortKey()
  }

  /// Keys of the same text and direction are the same.
  public static func == (a: RunSort, b: RunSort) -> Bool {
    a.text == b.text && a.ascending == b.ascending
  }

  /// Hashes text and direction.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(text)
    hasher.combine(ascending)
  }
}

/// Which runs are asked for, in which order, and how many at most.
public struct RunQuery: Sendable, Hashable {
  /// nil for every run.
  public var filter: Filter?
  /// nil for the newest first.
  public var sort: RunSort?
  /// The most runs to give.
  public var limit: Int
  /// The runs in the trash instead of the others.
  public var deleted: Bool
  /// Only runs that began then or later; nil for all.
  public var since: Date?

  /// A query out of its parts; without any, the newest hundred runs.
  public init(
    where filter: Filter? = nil, sort: RunSort? = nil, limit: Int = 100, deleted: Bool = false,
    since: Date? = nil
  ) {
    self.filter = filter
    self.sort = sort
    self.limit = limit
    self.deleted = deleted
    self.since = since
  }
}
