internal import GRDB

extension StoreError {
  /// What SQLite reports, said of the database at `path`.
  /// - Parameter patience: how long SQLite waited for other processes.
  init(_ error: DatabaseError, path: String, patience: Duration) {
    let message = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    self =
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED:
        .busy(path, after: patience)
      case .SQLITE_NOTADB:
        .unusableFile("\(path): not a database; accepted: a store that convoy made")
      case .SQLITE_CORRUPT:
        .unusableFile("\(path): damaged (\(message)); a backup can be used instead")
      case .SQLITE_CANTOPEN:
        .failure("\(path): cannot be opened; its folder must exist and be writable")
      case .SQLITE_READONLY, .SQLITE_PERM:
        .failure("\(path): cannot be written (\(message)); file and folder must be writable")
      case .SQLITE_FULL: .failure("\(path): no space is left on the disk")
      case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE:
        // The index of the log could not grow.
        .failure("\(path): no space is left on the disk")
      default: .failure("\(path): \(message)")
      }
  }
}
