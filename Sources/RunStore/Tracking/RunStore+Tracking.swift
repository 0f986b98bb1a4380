internal import GRDB

extension RunStore {
  /// Records the beginning of a run that a client logs.
  package func createTrackedRun(_ run: NewTrackedRun) throws(StoreError) -> TrackedRun {
    if let name = run.name { try RunStore.check(clientName: name, of: "run") }
    return try write(durably: true) { db in
      try db.requireExperiment(run.experiment, deleted: false)
      let experiment =
        try String.fetchOne(
          db, sql: "SELECT name FROM experiment WHERE id = ?", arguments: [run.experiment]) ?? ""
      let id = RunIdentifier(at: run.startedAt)
      try db.execute(
        sql: """
          INSERT INTO run (uid, name, experiment, status, note, seed, started_at, dataset,
            environment, model_parameters, model_mflop, best_metric, best_direction, pid, boot_id)
          VALUES (?, ?, ?, 'running', nullif(?, ''), 0, ?, ?, ?, 0, 0, ?, ?, 0, '')
          """,
        arguments: [
          id.text, try run.name ?? db.unusedName(after: experiment), run.experiment, run.note,
          run.startedAt.milliseconds, try db.dataset(.unknown), try db.environment(.unknown),
          try db.key(BestMetric().name), BestMetric().direction.rawValue,
        ])
      let row = db.lastInsertedRowID
      try db.execute(
        sql: "INSERT INTO client_run (run, user, is_scheduled, logged_at) VALUES (?, ?, 0, ?)",
        arguments: [row, run.user, run.startedAt.milliseconds])
      for tag in run.tags { try db.setClientTag(tag, row: row) }
      return try db.trackedRun(row)
    }
  }

  /// What a client says of a run: its status, its end, its name. A run of our own whose process lives
  /// has its status from that process alone.
  package func changeTrackedRun(
    _ run: RunIdentifier, _ change: TrackedRunChange, at: Timestamp
  ) throws(StoreError) -> TrackedRun {
    precondition(change.status != .crashed, "a client cannot say that a run crashed")
    if let name = change.name { try RunStore.check(clientName: name, of: "run") }
    return try write(durably: true) { db in
      let row = try db.loggableRow(of: run)
      if let name = change.name {
        try db.execute(sql: "UPDATE run SET name = ? WHERE id = ?", arguments: [name, row])
      }
      if let status = change.status {
        if live.isHeld(row: row) {
          throw StoreError.conflict(
            "run \(run): its own process says how far it is; accepted: a run that has ended")
        }
        let ended = status == .running ? nil : (change.endedAt ?? at).milliseconds
        // Process id 0: whoever goes on with it is a client, whose life no lock tells.
        try db.execute(
          sql: """
            UPDATE run SET status = ?, ended_at = ?, pid = iif(? = 'running', 0, pid) WHERE id = ?
            """, arguments: [status.rawValue, ended, status.rawValue, row])
        try db.execute(
          sql: "UPDATE client_run SET is_scheduled = ? WHERE run = ?",
          arguments: [change.isScheduled && status == .running, row])
      }
      return try db.trackedRun(row)
    }
  }

  /// Removes a tag of a run.
  package func removeTag(_ name: String, of run: RunIdentifier) throws(StoreError) {
    try write(durably: false) { db in
      let row = try db.loggableRow(of: run)
      switch ClientTag(rawValue: name) {
      case .runName, .user:
        throw StoreError.conflict("run \(run): tag \(name): accepted: another text for it")
      case .note: return try db.setClientTag(NamedText(name, ""), row: row)
      case nil: break
      }
      try db.execute(
        sql: "DELETE FROM tag WHERE run = ? AND key = (SELECT id FROM key WHERE name = ?)",
        arguments: [row, name])
      guard db.changesCount > 0 else {
        throw StoreError.notFound("run \(run): no tag \"\(name)\"; accepted: a tag it has")
      }
    }
  }

  /// One run, in the trash or not.
  package func trackedRun(_ run: RunIdentifier) throws(StoreError) -> TrackedRun {
    let columns = RunColumns(crashed: try crashedRows())
    return try read { db in try db.trackedRun(db.row(of: run), columns) }
  }

  /// A page of the runs a client asks for.
  package func trackedRuns(_ search: TrackedRunSearch) throws(StoreError) -> [TrackedRun] {
    let columns = RunColumns(crashed: try crashedRows())
    return try read { db in
      try db.trackedRuns(
        TrackedRunFinder(db: db, columns: columns, search: search).rows(), columns)
    }
  }

  /// A number that changes whenever another connection has written to the database.
  package func changeCounter() throws(StoreError) -> Int {
    try read { db in try Int.fetchOne(db, sql: "PRAGMA data_version") ?? 0 }
  }
}

/// Tags by which MLflow's clients name what a run of ours has otherwise.
package enum ClientTag: String, Sendable {
  case runName = "mlflow.runName"
  case note = "mlflow.note.content"
  case user = "mlflow.user"
}

extension DatasetInfo {
  /// What a run was trained on of which only its client knows.
  package static let unknown = DatasetInfo(
    name: "unknown", fingerprint: "", train: 0, validation: 0, test: 0)
}

extension RunEnvironment {
  /// Where a run was made of which only its client knows.
  package static let unknown = RunEnvironment(
    host: "", os: "", cpu: "", isa: "", threads: 1, swift: "", convoy: "")
}

extension RunRecord {
  /// Whether a client logs the run: convoy knows nothing of its seed, data set, environment and network.
  package var isForeign: Bool { dataset == .unknown && environment == .unknown }
}

extension Database {
  /// The row of a run that clients may change: not in the trash.
  func loggableRow(of run: RunIdentifier) throws -> Int64 {
    let row = try Row.fetchOne(
      cachedStatement(sql: "SELECT id, deleted_at IS NULL FROM run WHERE uid = ?"),
      arguments: [run.text])
    guard let row else {
      throw StoreError.notFound("run \(run): no such run; accepted: the id of a run")
    }
    guard try row.value(1) as Bool else {
      throw StoreError.conflict("run \(run): in the trash; accepted: a run that is not deleted")
    }
    return try row.value(0)
  }

  /// Sets what a client calls a tag. One without text is a plain one; name, note and user of a run are
  /// tags to clients, but not here.
  func setClientTag(_ tag: NamedText, row: Int64) throws {
    switch ClientTag(rawValue: tag.name) {
    case .runName:
      try RunStore.check(clientName: tag.text, of: "run")
      try execute(sql: "UPDATE run SET name = ? WHERE id = ?", arguments: [tag.text, row])
    case .note:
      try execute(
        sql: "UPDATE run SET note = nullif(?, '') WHERE id = ?", arguments: [tag.text, row])
    case .user:
      try execute(sql: "UPDATE client_run SET user = ? WHERE run = ?", arguments: [tag.text, row])
    case nil:
      try setTag(Tag(key: tag.name, value: tag.text.isEmpty ? nil : tag.text), row: row)
    }
  }
}
