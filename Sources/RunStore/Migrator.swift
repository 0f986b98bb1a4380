internal import GRDB
internal import Migrations

/// Brings a database to the newest version of the schema, or says why it is none of ours.
struct Migrator {
  /// `CNVY`: what `PRAGMA application_id` says of a store.
  static let applicationID: Int64 = 0x434e_5659

  /// Bytes of a page: a blob of 4 MB is written three times as fast as with SQLite's own 4096.
  static let pageSize = 16_384

  /// Numbered SQL, the first at index 0; a database's version is how many it has seen.
  let scripts: [String]

  /// The migrations this program was built with.
  static var current: Migrator {
    Migrator(scripts: migrations.map { String(decoding: $0, as: UTF8.self) })
  }

  enum State: Equatable {
    /// Nothing in it yet.
    case empty
    case version(Int)
  }

  /// What the database is; refuses other programs' and newer versions' files.
  func state(_ db: Database, path: String) throws -> State {
    var (application, version, tables): (Int64, Int, Int) = (0, 0, 0)
    // One moment: another process may be making the store.
    try db.inTransaction(.deferred) {
      tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
      application = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
      return .commit
    }
    if application == 0, version == 0, tables == 0 { return .empty }
    guard application == Migrator.applicationID else {
      throw StoreError.unusableFile(
        "\(path): a database of another program (application id \(application)); "
          + "accepted: a store that convoy made, or the path of a file to be made")
    }
    guard version <= scripts.count else {
      throw StoreError.unusableFile(
        "\(path): a store of version \(version), made by a newer convoy; "
          + "accepted: versions up to \(scripts.count)")
    }
    return .version(version)
  }

  /// Runs what is missing, each migration in a transaction of its own; an older store is copied to
  /// `PATH.before-vN` first. The caller keeps other writers out.
  /// - Returns: what happened to an older store, in a line.
  func bringUpToDate(_ db: Database, path: String, journal: JournalMode) throws -> String? {
    var version = 0
    let copy = "\(path).before-v\(scripts.count)"
    switch try state(db, path: path) {
    case .empty:
      try db.execute(sql: "PRAGMA page_size = \(Migrator.pageSize)")
      try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
      try journal.apply(to: db, path: path)
    case .version(let found):
      version = found
      guard found < scripts.count else { return nil }
      // One that is there is from a migration that failed: the store may have been used since.
      try db.copy(to: copy, partial: "\(copy).partial", isReplacing: true)
    }
    for (index, script) in scripts.enumerated().dropFirst(version) {
      try db.inTransaction(.immediate) {
        try db.execute(sql: script)
        try db.execute(sql: "PRAGMA application_id = \(Migrator.applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(index + 1)")
        return .commit
      }
    }
    guard version > 0 else { return nil }
    if let problem = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)"), problem != "ok" {
      throw StoreError.unusableFile(
        "\(path): damaged after its migration (\(problem)); the copy before it is beside it")
    }
    return "\(path): brought from version \(version) of the schema to \(scripts.count); "
      + "as it was: \(copy)"
  }
}
