internal import GRDB

/// A database of runs: every public operation is one transaction, and any number of processes may read
/// and write the same file.
///
/// A store may be used from several threads, which then take turns. Beside `PATH` lie SQLite's log
/// (`PATH-wal`, `PATH-shm`) and `PATH.live`, which tells whether a run's process still lives.
public final class RunStore: Sendable {
  /// What a store is opened for.
  public enum Access: Sendable, Hashable {
    /// A missing file is made.
    case readWrite
    /// A missing file is an error, and nothing can be recorded.
    case readOnly
  }

  /// The database as it was named.
  public let path: String
  /// What the store was opened for.
  public let access: Access
  /// What whoever uses the store should know, one line each: that it does without a write-ahead log, or
  /// was brought to a newer version.
  public let notes: [String]
  /// Whether other machines may use the file, too.
  let isShared: Bool
  private let location: StoreLocation
  let queue: DatabaseQueue
  /// Which file was opened: the name may come to be another one's, or nobody's.
  private let file: FileIdentity?
  let live: LiveFile

  /// Opens the database at `path`, brings it to the newest version, or makes it.
  public convenience init(path: String, access: Access = .readWrite) throws(StoreError) {
    try self.init(at: StoreLocation(path: path, access: access), access: access)
  }

  init(
    at location: StoreLocation, access: Access, migrator: Migrator = .current
  ) throws(StoreError) {
    path = location.path
    self.location = location
    self.access = access
    isShared = location.journal == .delete
    // Beside a file that is none of ours nothing is made.
    let live = try LiveFile(
      path: location.file + ".live",
      isWritable: access == .readWrite && FileHeader(location.file)?.isForeign != true)
    self.live = live
    var notes = location.notes
    queue = try RunStore.attempt(path) {
      let queue = try DatabaseQueue(
        path: location.name, configuration: RunStore.configuration(isWritable: location.isWritable))
      try queue.writeWithoutTransaction { db in
        if try migrator.state(db, path: location.path) == .version(migrator.scripts.count) {
          if location.isWritable { try location.journal.apply(to: db, path: location.path) }
          return
        }
        guard location.isWritable else {
          throw StoreError.unusableFile(
            "\(location.path): an older version that this program may not write; "
              + "it must be writable once")
        }
        try live.whileWriting {
          let note = try migrator.bringUpToDate(
            db, path: location.path, journal: location.journal)
          if let note { notes.append(note) }
        }
      }
      return queue
    }
    self.notes = notes
    file = FileIdentity(of: location.file)
  }

  private static func configuration(isWritable: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(Patience.ordinary.seconds)
    configuration.readonly = !isWritable
    configuration.prepareDatabase { db in
      // Debian's SQLite overwrites what it deletes unless told otherwise: weights would be written twice.
      try db.execute(sql: "PRAGMA secure_delete = OFF")
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    return configuration
  }
}

extension RunStore {
  /// Calls `body`; whatever it throws comes out as an error that names the database.
  /// - Parameter patience: how long `body` waited for other processes before it gave up.
  static func attempt<Result>(
    _ path: String, patience: Duration = Patience.ordinary, _ body: () throws -> Result
  ) throws(StoreError) -> Result {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error, path: path, patience: patience)
    } catch  where error.isDamage {
      throw .unusableFile(
        "\(path): damaged (a value of another kind than its column's); a backup can be used instead"
      )
    } catch {
      throw .failure("\(path): \(error)")
    }
  }

  /// One transaction that only reads and survives damaged pages that `body` puts up with: it ends with a
  /// rollback, because COMMIT fails once SQLite has met one.
  func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    try RunStore.attempt(path) {
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA query_only = ON")
        // The statement cannot fail on an open connection.
        defer { try? db.execute(sql: "PRAGMA query_only = OFF") }
        var result: Result?
        try db.inTransaction(.deferred) {
          result = try body(db)
          return .rollback
        }
        guard let result else { preconditionFailure("a transaction gave no result") }
        return result
      }
    }
  }

  /// One transaction that writes, begun IMMEDIATE.
  /// - Parameters:
  ///   - durably: whether it must outlast a power cut from the moment this returns.
  ///   - patience: how long other processes that write are waited for.
  func write<Result>(
    durably: Bool, patience: Duration = Patience.ordinary, _ body: (Database) throws -> Result
  ) throws(StoreError) -> Result {
    try whileWriting(patience: patience) { db in
      try db.execute(sql: "PRAGMA synchronous = \(durably ? "FULL" : "NORMAL")")
      var result: Result?
      try db.inTransaction(.immediate) {
        result = try body(db)
        return .commit
      }
      guard let result else { preconditionFailure("a committed transaction gave no result") }
      return result
    }
  }

  /// Calls `body`, outside a transaction, while no other store of this database writes.
  func whileWriting<Result>(
    patience: Duration = Patience.ordinary, _ body: (Database) throws -> Result
  ) throws(StoreError) -> Result {
    try RunStore.attempt(path, patience: patience) {
      guard access == .readWrite else {
        throw StoreError.conflict("\(path): opened for reading only")
      }
      guard file == FileIdentity(of: location.file) else {
        throw StoreError.failure(
          "\(path): gone since it was opened, or another file is in its place; what is written would be "
            + "lost")
      }
      return try queue.writeWithoutTransaction { db in
        try live.whileWriting(patience: patience) {
          if patience == Patience.ordinary { return try body(db) }
          // The writers' lock keeps our own kind out; SQLite's may be held by another program, or by
          // a reader where there is no write-ahead log.
          try db.setBusyTimeout(patience)
          // The statement cannot fail on an open connection.
          defer { try? db.setBusyTimeout(Patience.ordinary) }
          return try body(db)
        }
      }
    }
  }
}

extension Database {
  /// How long SQLite waits for another process that holds one of its locks.
  func setBusyTimeout(_ patience: Duration) throws {
    try execute(sql: "PRAGMA busy_timeout = \(Int(patience.seconds * 1000))")
  }
}
