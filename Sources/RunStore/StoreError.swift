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

  /// The kinds of error, for a caller that maps them to an exit status.
  public enum Category: Sendable, Hashable, CaseIterable {
    case notFound, ambiguous, unusableFile, conflict, busy, failure
  }

  /// The kind of this error.
  public var category: Category {
    switch self {
    case .notFound: .notFound
    case .ambiguous: .ambiguous
    case .unusableFile: .unusableFile
    case .conflict: .conflict
    case .busy: .busy
    case .failure: .failure
    }
  }
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
