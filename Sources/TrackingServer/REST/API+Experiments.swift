import RunStore

extension API {
  @Sendable func createExperiment(_ fields: Fields) async throws -> [UInt8] {
    let name = try fields.required("name")
    let location = try fields.string("artifact_location")
    let tags = try API.tags(of: fields)
    let at = now()
    let id = try await store.write {
      try $0.createExperiment(named: name, artifactLocation: location, tags: tags, at: at)
    }
    guard let id else {
      throw APIError(
        .resourceAlreadyExists,
        "Experiment '\(name)' already exists; accepted: another name (a deleted one can be restored)"
      )
    }
    return API.json { $0.member("experiment_id", String(id)) }
  }

  @Sendable func experiment(_ fields: Fields) async throws -> [UInt8] {
    let id = try fields.experiment()
    return API.json(try await store.read { try $0.experiment(id) })
  }

  @Sendable func experimentByName(_ fields: Fields) async throws -> [UInt8] {
    let name = try fields.required("experiment_name")
    guard let experiment = try await store.read({ try $0.experiment(named: name) }) else {
      throw APIError(
        .resourceDoesNotExist, "Could not find experiment with name '\(name)'")
    }
    return API.json(experiment)
  }

  @Sendable func searchExperiments(_ fields: Fields) async throws -> [UInt8] {
    let view = try fields.view("view_type")
    let filter = try EntityFilter<ExperimentKey>(parsing: fields.string("filter") ?? "")
    let order = try fields.strings("order_by").map { try EntityOrder<ExperimentKey>(parsing: $0) }
    let count = try fields.maximum(default: 1000, most: Limits.searchResults)
    let offset = try fields.offset()
    let found = try await store.read { try $0.experiments(view: view) }
      .filter(filter.includes).sorted { EntityOrder.precedes($0, $1, by: order) ?? ($0.id > $1.id) }
    return API.json { writer in
      writer.name("experiments")
      writer.array(found.dropFirst(offset).prefix(count)) { $0.object(API.members(of: $1)) }
      if found.count > offset + count {
        writer.member("next_page_token", PageToken.token(offset: offset + count))
      }
    }
  }

  @Sendable func renameExperiment(_ fields: Fields) async throws -> [UInt8] {
    let id = try fields.experiment()
    let name = try fields.string("new_name")
    let at = now()
    if let name { try await store.write { try $0.renameExperiment(id, to: name, at: at) } }
    return API.empty
  }

  @Sendable func deleteExperiment(_ fields: Fields) async throws -> [UInt8] {
    let id = try fields.experiment()
    let at = now()
    try await store.write { try $0.deleteExperiment(id, at: at) }
    return API.empty
  }

  @Sendable func restoreExperiment(_ fields: Fields) async throws -> [UInt8] {
    let id = try fields.experiment()
    let at = now()
    try await store.write { try $0.restoreExperiment(id, at: at) }
    return API.empty
  }

  @Sendable func setExperimentTag(_ fields: Fields) async throws -> [UInt8] {
    let id = try fields.experiment()
    let tag = try API.tag(of: fields)
    let at = now()
    try await store.write { try $0.setExperimentTag(id, tag, at: at) }
    return API.empty
  }

  static func json(_ experiment: TrackedExperiment) -> [UInt8] {
    json { writer in
      writer.name("experiment")
      writer.object(members(of: experiment))
    }
  }

  private static func members(of experiment: TrackedExperiment) -> (inout JSONWriter) -> Void {
    { writer in
      writer.member("experiment_id", String(experiment.id))
      writer.member("name", experiment.name)
      writer.member(
        "artifact_location",
        experiment.artifactLocation ?? "mlflow-artifacts:/\(experiment.id)")
      writer.member("lifecycle_stage", experiment.deletedAt == nil ? "active" : "deleted")
      if let time = experiment.changedAt { writer.member("last_update_time", time.milliseconds) }
      if let time = experiment.createdAt { writer.member("creation_time", time.milliseconds) }
      writer.name("tags")
      writer.array(experiment.tags) { $0.pair($1) }
    }
  }
}

extension JSONWriter {
  /// A tag or a parameter.
  mutating func pair(_ pair: NamedText) {
    object {
      $0.member("key", pair.name)
      $0.member("value", pair.text)
    }
  }
}
