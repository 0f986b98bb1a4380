public import Foundation
internal import GRDB
internal import Glibc

extension RunStore {
  /// Takes up a run that has not finished and whose process is gone: it is running again, and what it
  /// recorded after its last training state is removed.
  /// - Parameters:
  ///   - detail: what the event log is to say of it.
  ///   - isForced: whether a run is taken up of which this machine cannot tell if its process lives.
  /// - Returns: the run, and the state it goes on from; nil where it goes on from its beginning.
  /// - Throws: a conflict for a run that still runs, is in the trash or has nothing left to do.
  public func resumeRun(
    _ id: RunIdentifier, at time: Date, detail: String = "", isForced: Bool = false
  ) throws(StoreError) -> (run: LiveRun, state: StoredTrainingState?) {
    let boot = RunStore.bootIdentifier()
    return try write(durably: true) { db in
      let row = try db.row(of: id)
      let (name, best) = try checkResumable(row: row, isForced: isForced, in: db)
      let lock = try live.hold(row: row)
      let state = try db.trainingState(row: row, path: path)
      try db.rewind(row: row, to: state?.epoch ?? 0)
      try db.execute(
        sql: """
          UPDATE run SET status = 'running', message = NULL, ended_at = NULL, pid = ?, boot_id = ?
          WHERE id = ?
          """, arguments: [Int64(getpid()), boot, row])
      try db.log(.resumed, detail, at: Timestamp(time), row: row)
      return (LiveRun(id: id, name: name, bestMetric: best, row: row, lock: lock), state)
    }
  }

  /// Refuses what `resumeRun` would refuse, before anything is prepared for it.
  public func checkResumable(
    _ id: RunIdentifier, isForced: Bool = false
  ) throws(StoreError) {
    try read { db in
      _ = try checkResumable(row: try db.row(of: id), isForced: isForced, in: db)
    }
  }

  /// What a run that can be resumed is called and judged by.
  private func checkResumable(
    row: Int64, isForced: Bool, in db: Database
  ) throws -> (name: String, best: BestMetric) {
    let found = try Row.fetchOne(
      db,
      sql: """
        SELECT run.name, run.status, run.deleted_at, key.name, run.best_direction FROM run
        JOIN key ON key.id = run.best_metric WHERE run.id = ?
        """, arguments: [row])
    guard let found else { throw StoreError.notFound("row \(row): no such run") }
    let name: String = found[0]
    let status = try RunStatus(stored: found[1])
    let deletedAt: Int64? = found[2]
    guard deletedAt == nil else {
      throw StoreError.conflict("run \(name): in the trash; accepted: a run that is not")
    }
    guard status != .finished else {
      throw StoreError.conflict("run \(name): finished; accepted: a run that has not")
    }
    guard !live.isHeld(row: row) else {
      throw StoreError.conflict("run \(name): still running; accepted: a run that has ended")
    }
    let isKnown = try status != .running || isLivenessKnown(row: row, in: db)
    guard isForced || isKnown else {
      throw StoreError.conflict(
        "run \(name): another machine's, and whether it still runs cannot be told from here; "
          + "accepted: resuming it there, or --force if it surely does not")
    }
    return (name, BestMetric(found[3], direction: MetricDirection(rawValue: found[4])))
  }

  /// The training state of a run; nil where it has none: it finished, or never kept one.
  public func trainingState(
    of run: RunIdentifier
  ) throws(StoreError) -> StoredTrainingState? {
    try read { db in try db.trainingState(row: try db.row(of: run), path: path) }
  }

  /// Drops what a run that has ended would need to go on; its checkpoints stay.
  public func forgetTrainingState(of run: RunIdentifier) throws(StoreError) {
    try write(durably: true) { db in
      let row = try db.row(of: run)
      guard !live.isHeld(row: row) else {
        throw StoreError.conflict("run \(run): still running; accepted: a run that has ended")
      }
      try db.dropTrainingState(row: row)
    }
  }
}

extension Database {
  /// Removes what was recorded after an epoch.
  fileprivate func rewind(row: Int64, to epoch: Int) throws {
    let keys = try Int64.fetchAll(
      self, sql: "SELECT DISTINCT key FROM metric WHERE run = ? AND epoch > ?",
      arguments: [row, epoch])
    for table in ["metric", "metric_at", "epoch"] {
      try execute(sql: "DELETE FROM \(table) WHERE run = ? AND epoch > ?", arguments: [row, epoch])
    }
    for key in keys { try summarize(key: key, row: row) }
    try removeCheckpoints(after: epoch, row: row)
  }
}
