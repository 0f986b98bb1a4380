internal import GRDB
internal import Glibc

extension RunStore {
  /// The rows of runs stored as running whose process is gone.
  ///
  /// A run takes its lock before its row can be seen and gives it up after its last row can be, so a run
  /// found without a lock and after that still stored as running is dead, and stays so. A run that a
  /// client logs (process id 0) has no lock, and is running as long as the client does not say otherwise.
  /// - Parameter run: the one to look at; nil for all.
  func crashedRows(of run: RunIdentifier? = nil) throws(StoreError) -> [Int64] {
    try unheldRows(of: run).filter { $0.isKnown }.map(\.row)
  }

  /// The runs stored as running of which this machine cannot tell whether they do: their lock is free
  /// as seen from here, but on a network file system that may mean nothing for another machine's run.
  public func runsOfUnknownLiveness() throws(StoreError) -> [RunIdentifier] {
    if !isShared { return [] }
    let rows = try unheldRows().filter { !$0.isKnown }.map(\.row)
    if rows.isEmpty { return [] }
    return try read { db in
      try rows.compactMap { row in
        try String.fetchOne(db, sql: "SELECT uid FROM run WHERE id = ?", arguments: [row])
          .map(RunIdentifier.init(stored:))
      }
    }
  }

  /// Runs stored as running without a lock; of one whose liveness is known, the process is gone.
  private func unheldRows(
    of run: RunIdentifier? = nil
  ) throws(StoreError) -> [(row: Int64, isKnown: Bool)] {
    let running =
      "SELECT id FROM run WHERE status = 'running' AND pid <> 0"
      + (run.map { SQLFragment(" AND uid = ?", [$0.text.databaseValue]) } ?? SQLFragment(""))
    func rows(_ db: Database) throws -> [Int64] {
      try Int64.fetchAll(db, sql: running.sql, arguments: StatementArguments(running.arguments))
    }
    let suspects = try read(rows).filter { !live.isHeld(row: $0) }
    if suspects.isEmpty { return [] }
    return try read { db in
      let still = Set(try rows(db))
      return try suspects.filter(still.contains).map { ($0, try isLivenessKnown(row: $0, in: db)) }
    }
  }

  /// Whether a free lock of that run means that its process is gone: on a file system of this machine, or
  /// where the run was begun or taken up on this machine.
  func isLivenessKnown(row: Int64, in db: Database) throws -> Bool {
    if !isShared { return true }
    return try Bool.fetchOne(
      db,
      sql: """
        SELECT run.boot_id = ? OR environment.host = ? FROM run
        JOIN environment ON environment.id = run.environment WHERE run.id = ?
        """, arguments: [RunStore.bootIdentifier(), RunStore.hostName(), row]) ?? true
  }

  /// The name of this machine, as runs record it.
  private static func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    // Without a name no run is of this machine.
    guard gethostname(&name, name.count - 1) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
