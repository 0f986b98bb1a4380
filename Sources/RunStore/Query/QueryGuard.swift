internal import GRDBSQLite

/// Says yes to what a statement may do that only reads, and remembers what it refused.
///
/// SQLite asks it while it prepares a statement. The connection is read-only anyway; this keeps a
/// statement from other files (ATTACH), from settings (PRAGMA), and from functions that load code.
final class QueryGuard {
  private(set) var refusal: String?

  /// Answers for `database` until the end of `body`.
  func guarding<Result>(_ database: OpaquePointer?, _ body: () throws -> Result) rethrows -> Result
  {
    sqlite3_set_authorizer(
      database,
      { context, action, first, second, _, _ in
        guard let context else { return SQLITE_DENY }
        return Unmanaged<QueryGuard>.fromOpaque(context).takeUnretainedValue()
          .answer(action, first, second)
      }, Unmanaged.passUnretained(self).toOpaque())
    defer { sqlite3_set_authorizer(database, nil, nil) }
    return try withExtendedLifetime(self) { try body() }
  }

  private func answer(
    _ action: CInt, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?
  ) -> CInt {
    let name = { (text: UnsafePointer<CChar>?) in text.map { String(cString: $0) } ?? "" }
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return SQLITE_OK
    case SQLITE_FUNCTION:
      let function = name(second).lowercased()
      if !["load_extension", "fts3_tokenizer"].contains(function) { return SQLITE_OK }
      refusal = "the function \(function)"
    case SQLITE_PRAGMA: refusal = "PRAGMA \(name(first))"
    case SQLITE_ATTACH, SQLITE_DETACH: refusal = "another database (ATTACH)"
    case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: refusal = "a transaction of its own"
    default: refusal = "a statement that writes"
    }
    return SQLITE_DENY
  }
}
