internal import GRDB

extension RunStore {
  /// The rows of runs stored as running whose process is gone.
  ///
  /// A run takes its lock before its row can be seen and gives it up after its last row can be, so a run
  /// found without a lock and after that still stored as running is dead, and stays so. A run that a
  /// client logs (process id 0) has no lock, and is running as long as the client does not say otherwise.
  func crashedRows() throws(StoreError) -> [Int64] {
    let running = "SELECT id FROM run WHERE status = 'running' AND pid <> 0"
    let suspects = try read { db in try Int64.fetchAll(db, sql: running) }
      .filter { !live.isHeld(row: $0) }
    if suspects.isEmpty { return [] }
    let still = try read { db in Set(try Int64.fetchAll(db, sql: running)) }
    return suspects.filter(still.contains)
  }
}
