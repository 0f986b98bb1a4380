/// Something in a store that is damaged or contradicts itself.
public struct StoreProblem: Sendable, Hashable {
  /// What is wrong, and what a repair needs to know to put it right.
  enum Kind: Hashable {
    /// What SQLite's own check says of pages and indexes.
    case structure
    /// Rows of a run, or bytes of a tensor, that lie on damaged pages.
    case unreadable
    /// Rows of a table that refer to a row that is not there.
    case dangling(table: String, parent: String)
    /// A summary that its metric's values contradict.
    case summary(run: Int64, key: Int64)
    /// Another checkpoint of the run is the best.
    case bestMark(run: Int64)
    /// Bytes that are not those of their digest.
    case changedTensor
    /// Bytes that nothing uses.
    case unusedTensor(blob: Int64)
  }

  let kind: Kind
  /// One line: where, and what is wrong.
  public let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}

extension StoreProblem: CustomStringConvertible {}

extension StoreProblem: Encodable {
  /// Writes the description.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
