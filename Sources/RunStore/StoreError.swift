/// What the world may do to a store.
public enum StoreError: Error, Sendable, Hashable {
  /// No run, checkpoint, metric or file answers to what was asked for.
  case notFound(String)
  /// The beginning of an identifier fits several runs.
  case ambiguous(String)
  /// The file cannot serve as a store: another program's, a newer version's, damaged.
  case unusableFile(String)
  /// What is asked for cannot be: a name already taken, a query that makes no sense.
  case conflict(String)
  /// Another process has held the database for too long.
  case busy(String)
  /// Input, output or the database failed.
  case failure(String)
}

extension StoreError: CustomStringConvertible {
  /// One line: `WHERE: WHAT WAS FOUND; WHAT IS ACCEPTED`.
  public var description: String {
    switch self {
    case .notFound(let text), .ambiguous(let text), .unusableFile(let text), .conflict(let text),
      .busy(let text), .failure(let text):
      text
    }
  }
}
