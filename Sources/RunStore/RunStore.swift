internal import Foundation
internal import GRDB
internal import Glibc

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

  /// How long an operation waits for another process that writes.
  static let busySeconds = 10

  /// The database as it was named.
  public let path: String
  /// What the store was opened for.
  public let access: Access
  let queue: DatabaseQueue
  let live: LiveFile

  /// Opens the database at `path`, brings it to the newest version, or makes it.
  public convenience init(path: String, access: Access = .readWrite) throws(StoreError) {
    try self.init(path: path, access: access, migrator: .current)
  }

  init(path: String, access: Access, migrator: Migrator) throws(StoreError) {
    self.path = path
    self.access = access
    var information = stat()
    if stat(path, &information) != 0 {
      guard access == .readWrite else {
        throw .notFound("\(path): no such store; runs are recorded with convoy run")
      }
    } else if information.st_mode & S_IFMT == S_IFDIR {
      throw .unusableFile("\(path): a folder; accepted: a store's file")
    }
    let file = RunStore.resolved(path)
    let folder =
      file.hasSuffix("/") ? file : String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
    guard stat(folder.isEmpty ? "/" : folder, &information) == 0 else {
      throw .notFound("\(path): its folder does not exist; accepted: a file in a folder that does")
    }
    // A reader that may write does: SQLite then tidies up what a killed process left.
    let isWritable =
      access == .readWrite || (Glibc.access(file, W_OK) == 0 && Glibc.access(folder, W_OK) == 0)
    live = try LiveFile(path: file + ".live", isWritable: access == .readWrite)
    let journal = JournalMode.fitting(folder: folder)
    var configuration = Configuration()
    configuration.busyMode = .timeout(Double(RunStore.busySeconds))
    configuration.readonly = !isWritable
    configuration.prepareDatabase { db in
      // Debian's SQLite overwrites what it deletes unless told otherwise: weights would be written twice.
      try db.execute(sql: "PRAGMA secure_delete = OFF")
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    let live = live
    queue = try RunStore.attempt(path) {
      let queue = try DatabaseQueue(
        path: isWritable ? file : RunStore.readOnlyLocation(of: file), configuration: configuration)
      try queue.writeWithoutTransaction { db in
        if try migrator.state(db, path: path) == .version(migrator.scripts.count) {
          if isWritable { try journal.apply(to: db, path: path) }
          return
        }
        guard isWritable else {
          throw StoreError.unusableFile(
            "\(path): an older version that this program may not write; it must be writable once")
        }
        try live.whileWriting(seconds: RunStore.busySeconds) {
          try migrator.bringUpToDate(db, path: path, journal: journal)
        }
      }
      return queue
    }
  }

  /// What SQLite is told to open where it must not write. A database without a log needs no shared memory
  /// beside it, which could not be made: then SQLite is told that nobody changes the file.
  static func readOnlyLocation(of file: String) -> String {
    var information = stat()
    if stat(file + "-wal", &information) == 0, information.st_size > 0 { return file }
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
    guard let encoded = file.addingPercentEncoding(withAllowedCharacters: allowed) else {
      return file
    }
    return "file:\(encoded)?immutable=1"
  }

  /// The file behind `path`, links followed: the files beside it must be the same for every name.
  private static func resolved(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().joined(separator: "/")
    let start = path.hasPrefix("/") && folder.isEmpty ? "/" : folder.isEmpty ? "." : folder
    guard let real = realpath(start, nil) else { return path }
    defer { free(real) }
    let base = String(cString: real)
    return (base == "/" ? "" : base) + "/" + (parts.last.map(String.init) ?? "")
  }
}

extension RunStore {
  /// Calls `body`; whatever it throws comes out as an error that names the database.
  static func attempt<Result>(
    _ path: String, _ body: () throws -> Result
  ) throws(StoreError) -> Result {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    } catch {
      throw .failure("\(path): \(error)")
    }
  }

  /// One transaction that only reads.
  func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    try RunStore.attempt(path) { try queue.read(body) }
  }

  /// One transaction that writes, begun IMMEDIATE.
  /// - Parameter durably: whether it must outlast a power cut from the moment this returns.
  func write<Result>(
    durably: Bool, _ body: (Database) throws -> Result
  ) throws(StoreError) -> Result {
    try RunStore.attempt(path) {
      guard access == .readWrite else {
        throw StoreError.conflict("\(path): opened for reading only")
      }
      return try queue.writeWithoutTransaction { db in
        try live.whileWriting(seconds: RunStore.busySeconds) {
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
    }
  }
}
