internal import GRDB

extension RunStore {
  /// Records a model whose files are still to come. One logged outside a run gets a finished run of its
  /// name, so that it is found, merged and deleted as everything is.
  package func createLoggedModel(
    _ model: NewLoggedModel, at: Timestamp
  ) throws(StoreError) -> LoggedModel {
    let run: RunIdentifier
    if let given = model.run {
      run = given
    } else {
      run = try createTrackedRun(
        NewTrackedRun(experiment: model.experiment, name: model.name, startedAt: at)
      ).id
      _ = try changeTrackedRun(run, TrackedRunChange(status: .finished, endedAt: at), at: at)
    }
    let id = "m-" + RunIdentifier(at: at).digits
    return try write(durably: false) { db in
      try db.execute(
        sql: """
          INSERT INTO logged_model (uid, run, name, type, status, created_at, changed_at)
          VALUES (?, ?, ?, ?, 'pending', ?, ?)
          """,
        arguments: [
          id, try db.loggableRow(of: run), model.name, model.type, at.milliseconds, at.milliseconds,
        ])
      let row = db.lastInsertedRowID
      for param in model.params { try db.setModelText(.param, param, row: row) }
      for tag in model.tags { try db.setModelText(.tag, tag, row: row) }
      return try db.loggedModel(id)
    }
  }

  /// A model by its identifier.
  package func loggedModel(_ id: String) throws(StoreError) -> LoggedModel {
    try read { try $0.loggedModel(id) }
  }

  /// The models of runs outside the trash, the newest first.
  package func loggedModels(experiments: [Int64]) throws(StoreError) -> [LoggedModel] {
    let list = experiments.map(String.init).joined(separator: ",")
    return try read { db in
      try db.loggedModels(
        "WHERE run.experiment IN (\(list)) AND run.deleted_at IS NULL ORDER BY model.id DESC")
    }
  }

  /// Sets how far a model has come.
  package func setStatus(
    _ status: LoggedModel.Status, ofModel id: String, at: Timestamp
  ) throws(StoreError) -> LoggedModel {
    try write(durably: true) { db in
      try db.execute(
        sql: "UPDATE logged_model SET status = ?, changed_at = ? WHERE id = ?",
        arguments: [status.rawValue, at.milliseconds, try db.modelRow(id)])
      return try db.loggedModel(id)
    }
  }

  /// Sets parameters or tags of a model.
  package func setTexts(
    _ kind: LoggedModelText, _ texts: [NamedText], ofModel id: String
  ) throws(StoreError) -> LoggedModel {
    try write(durably: false) { db in
      let row = try db.modelRow(id)
      for text in texts { try db.setModelText(kind, text, row: row) }
      return try db.loggedModel(id)
    }
  }

  /// Removes a tag of a model.
  package func removeTag(_ name: String, ofModel id: String) throws(StoreError) {
    try write(durably: false) { db in
      try db.execute(
        sql: """
          DELETE FROM logged_model_text WHERE model = ? AND kind = 'tag'
          AND key = (SELECT id FROM key WHERE name = ?)
          """, arguments: [try db.modelRow(id), name])
    }
  }

  /// Removes a model and its files.
  package func deleteLoggedModel(_ id: String) throws(StoreError) {
    let model = try loggedModel(id)
    try removeArtifacts(model.folder, of: model.run)
    try write(durably: true) { db in
      try db.execute(sql: "DELETE FROM logged_model WHERE id = ?", arguments: [try db.modelRow(id)])
    }
  }
}

extension Database {
  fileprivate func modelRow(_ id: String) throws -> Int64 {
    let row = try Int64.fetchOne(
      self, sql: "SELECT id FROM logged_model WHERE uid = ?", arguments: [id])
    guard let row else {
      throw StoreError.notFound("model \(id): no such model; accepted: the id of a logged model")
    }
    return row
  }

  fileprivate func setModelText(_ kind: LoggedModelText, _ text: NamedText, row: Int64) throws {
    try execute(
      sql: "INSERT OR REPLACE INTO logged_model_text (model, kind, key, text) VALUES (?, ?, ?, ?)",
      arguments: [row, kind.rawValue, try key(text.name), text.text])
  }

  fileprivate func loggedModel(_ id: String) throws -> LoggedModel {
    let models = try loggedModels("WHERE model.id = ?", [try modelRow(id)])
    guard let model = models.first else {
      throw StoreError.failure("a model just found is not there: \(id)")
    }
    return model
  }

  fileprivate func loggedModels(
    _ clauses: String, _ arguments: StatementArguments = []
  ) throws -> [LoggedModel] {
    let rows = try Row.fetchAll(
      self,
      sql: """
        SELECT model.id, model.uid, run.uid, run.experiment, model.name, model.type, model.status,
          model.created_at, model.changed_at
        FROM logged_model AS model JOIN run ON run.id = model.run \(clauses)
        """, arguments: arguments)
    let texts = try cachedStatement(
      sql: """
        SELECT key.name, entry.text FROM logged_model_text AS entry JOIN key ON key.id = entry.key
        WHERE entry.model = ? AND entry.kind = ? ORDER BY key.name
        """)
    return try rows.map { row in
      func named(_ kind: LoggedModelText) throws -> [NamedText] {
        try Row.fetchAll(texts, arguments: [row.value(0) as Int64, kind.rawValue])
          .map { NamedText(try $0.value(0), try $0.value(1)) }
      }
      let status: String = try row.value(6)
      return LoggedModel(
        id: try row.value(1), run: RunIdentifier(stored: try row.value(2)),
        experiment: try row.value(3), name: try row.value(4), type: try row.value(5),
        status: LoggedModel.Status(rawValue: status) ?? .pending,
        createdAt: Timestamp(milliseconds: try row.value(7)),
        changedAt: Timestamp(milliseconds: try row.value(8)), params: try named(.param),
        tags: try named(.tag))
    }
  }
}
