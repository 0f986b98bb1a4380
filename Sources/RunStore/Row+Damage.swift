internal import GRDB

extension Row {
  /// The value at a place. In a damaged file it may be missing or of another kind than the table's, which
  /// GRDB's subscript takes for a mistake of the program and ends it.
  func value<Value: DatabaseValueConvertible>(_ index: Int) throws -> Value {
    try decode(atIndex: index)
  }

  /// The value of a column, likewise.
  func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
    try decode(forColumn: column)
  }
}

extension Error {
  /// Whether the file is damaged, as opposed to the work having failed.
  var isDamage: Bool {
    if let error = self as? DatabaseError {
      return error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
    }
    return self is RowDecodingError
  }
}
