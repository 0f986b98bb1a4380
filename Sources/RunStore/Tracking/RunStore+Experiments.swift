internal import GRDB

extension RunStore {
  /// Makes an experiment and gives its number; nil where its name is taken.
  package func createExperiment(
    named name: String, artifactLocation: String? = nil, tags: [NamedText] = [], at: Timestamp
  ) throws(StoreError) -> Int64? {
    try RunStore.check(clientName: name, of: "experiment")
    return try write(durably: true) { db in
      if try db.experimentNumber(named: name) != nil { return nil }
      try db.execute(
        sql: """
          INSERT INTO experiment (name, artifact_location, created_at, changed_at)
          VALUES (?, nullif(?, ''), ?, ?)
          """, arguments: [name, artifactLocation, at.milliseconds, at.milliseconds])
      let id = db.lastInsertedRowID
      for tag in tags { try db.setExperimentTag(tag, experiment: id) }
      return id
    }
  }

  /// An experiment by its number.
  package func experiment(_ id: Int64) throws(StoreError) -> TrackedExperiment {
    let found = try read { db in
      try db.experiments("WHERE experiment.id = ?", [id])
    }
    guard let experiment = found.first else { throw .noExperiment(id) }
    return experiment
  }

  /// An experiment by its name; nil where there is none.
  package func experiment(named name: String) throws(StoreError) -> TrackedExperiment? {
    try read { db in try db.experiments("WHERE experiment.name = ?", [name]) }.first
  }

  /// Experiments by number.
  package func experiments(
    view: LifecycleView = .active
  ) throws(StoreError) -> [TrackedExperiment] {
    let condition =
      switch view {
      case .active: "WHERE experiment.deleted_at IS NULL"
      case .deleted: "WHERE experiment.deleted_at IS NOT NULL"
      case .all: ""
      }
    return try read { db in try db.experiments("\(condition) ORDER BY experiment.id") }
  }

  /// Gives an experiment another name.
  package func renameExperiment(
    _ id: Int64, to name: String, at: Timestamp
  ) throws(StoreError) {
    try RunStore.check(clientName: name, of: "experiment")
    try write(durably: true) { db in
      try db.requireExperiment(id, deleted: false)
      if let holder = try db.experimentNumber(named: name), holder != id {
        throw StoreError.conflict(
          "experiment \"\(name)\": the name belongs to experiment \(holder); accepted: another name"
        )
      }
      try db.execute(
        sql: "UPDATE experiment SET name = ?, changed_at = ? WHERE id = ?",
        arguments: [name, at.milliseconds, id])
    }
  }

  /// Puts an experiment and its runs into the trash. Its name stays taken until a purge.
  package func deleteExperiment(_ id: Int64, at: Timestamp) throws(StoreError) {
    try write(durably: true) { db in
      try db.requireExperiment(id, deleted: false)
      let runs = try Row.fetchAll(
        db, sql: "SELECT id, uid FROM run WHERE experiment = ? AND deleted_at IS NULL",
        arguments: [id])
      for run in runs where live.isHeld(row: try run.value(0)) {
        throw StoreError.conflict(
          "run \(try run.value(1) as String): still running; accepted: an experiment whose runs have ended"
        )
      }
      for sql in [
        "UPDATE run SET deleted_at = ? WHERE experiment = ? AND deleted_at IS NULL",
        "UPDATE experiment SET deleted_at = ?, changed_at = deleted_at WHERE id = ?",
      ] {
        try db.execute(sql: sql, arguments: [at.milliseconds, id])
      }
    }
  }

  /// Takes an experiment out of the trash, and those of its runs that went there with it.
  package func restoreExperiment(_ id: Int64, at: Timestamp) throws(StoreError) {
    try write(durably: true) { db in
      try db.requireExperiment(id, deleted: true)
      try db.execute(
        sql: """
          UPDATE run SET deleted_at = NULL WHERE experiment = ?
          AND deleted_at = (SELECT deleted_at FROM experiment WHERE id = ?)
          """, arguments: [id, id])
      try db.execute(
        sql: "UPDATE experiment SET deleted_at = NULL, changed_at = ? WHERE id = ?",
        arguments: [at.milliseconds, id])
    }
  }

  /// Sets a tag of an experiment, or replaces its text.
  package func setExperimentTag(
    _ id: Int64, _ tag: NamedText, at: Timestamp
  ) throws(StoreError) {
    try write(durably: false) { db in
      try db.requireExperiment(id, deleted: false)
      try db.setExperimentTag(tag, experiment: id)
      try db.execute(
        sql: "UPDATE experiment SET changed_at = ? WHERE id = ?", arguments: [at.milliseconds, id])
    }
  }

  /// Names that clients give: one line that can be typed.
  static func check(clientName name: String, of subject: String) throws(StoreError) {
    guard !name.isEmpty, name.isPlain, !name.hasPrefix("@"), name.utf8.count <= 500 else {
      throw .conflict(
        "\(subject) name \"\(name.prefix(80))\": "
          + "accepted: 1 to 500 bytes on one line, not beginning with @")
    }
  }
}

extension StoreError {
  static func noExperiment(_ id: Int64) -> StoreError {
    .notFound("experiment \(id): no such experiment; accepted: the number of one")
  }
}

extension Database {
  fileprivate func experimentNumber(named name: String) throws -> Int64? {
    try Int64.fetchOne(
      cachedStatement(sql: "SELECT id FROM experiment WHERE name = ?"), arguments: [name])
  }

  /// Refuses an experiment that is not there, or is in the trash and should not be, or the reverse.
  func requireExperiment(_ id: Int64, deleted: Bool) throws {
    let row = try Row.fetchOne(
      cachedStatement(sql: "SELECT deleted_at IS NOT NULL FROM experiment WHERE id = ?"),
      arguments: [id])
    guard let row else { throw StoreError.noExperiment(id) }
    if try row.value(0) as Bool != deleted {
      throw StoreError.conflict(
        "experiment \(id): \(deleted ? "not in the trash" : "in the trash"); "
          + "accepted: \(deleted ? "a deleted experiment" : "one that is not deleted")")
    }
  }

  fileprivate func setExperimentTag(_ tag: NamedText, experiment: Int64) throws {
    try execute(
      sql: """
        INSERT INTO experiment_tag (experiment, key, text) VALUES (?, ?, ?)
        ON CONFLICT (experiment, key) DO UPDATE SET text = excluded.text
        """, arguments: [experiment, try key(tag.name), tag.text])
  }

  fileprivate func experiments(
    _ clauses: String, _ arguments: StatementArguments = []
  ) throws -> [TrackedExperiment] {
    let rows = try Row.fetchAll(
      self,
      sql: """
        SELECT experiment.id, experiment.name, experiment.artifact_location,
          ifnull(experiment.created_at,
            (SELECT min(started_at) FROM run WHERE run.experiment = experiment.id)),
          experiment.changed_at, experiment.deleted_at
        FROM experiment \(clauses)
        """, arguments: arguments)
    var tags: [Int64: [NamedText]] = [:]
    let tagRows = try Row.fetchCursor(
      self,
      sql: """
        SELECT experiment_tag.experiment, key.name, experiment_tag.text FROM experiment_tag
        JOIN key ON key.id = experiment_tag.key ORDER BY key.name
        """)
    while let row = try tagRows.next() {
      try tags[row.value(0), default: []].append(NamedText(row.value(1), row.value(2)))
    }
    return try rows.map { row in
      let id: Int64 = try row.value(0)
      let created = try row.timestamp(3)
      return try TrackedExperiment(
        id: id, name: row.value(1), artifactLocation: row.value(2), createdAt: created,
        changedAt: row.timestamp(4) ?? created, deletedAt: row.timestamp(5), tags: tags[id] ?? [])
    }
  }
}
