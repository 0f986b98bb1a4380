/// What is wrong with a filter or a sort key, and where.
public struct FilterError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What the text was given as: `--where`.
  public let source: String
  /// The first character of what was found, counted from 1.
  public let column: Int
  /// What stands there.
  public let found: String
  /// What could stand there.
  public let accepted: String

  /// One line: `--where: column 23: found …; accepted: …`.
  public var description: String {
    "\(source): column \(column): found \(found); accepted: \(accepted)"
  }
}
