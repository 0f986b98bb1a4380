import RunStore

extension API {
  @Sendable func createRun(_ fields: Fields) async throws -> [UInt8] {
    let experiment = try Fields.experiment(fields.string("experiment_id") ?? "0")
    var tags = try API.tags(of: fields)
    let named = tags.first { $0.name == ClientTag.runName.rawValue }?.text
    let given = try fields.string("run_name").flatMap { $0.isEmpty ? nil : $0 }
    if let given, let named, given != named {
      throw APIError.invalid(
        "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values "
          + "(run_name='\(given)', mlflow.runName='\(named)').")
    }
    tags.removeAll { $0.name == ClientTag.runName.rawValue }
    let at = now()
    let run = NewTrackedRun(
      experiment: experiment, name: given ?? named, user: try fields.string("user_id") ?? "",
      startedAt: try fields.integer("start_time").map(Timestamp.init(milliseconds:)) ?? at,
      tags: tags)
    return API.json(try await store.write { try $0.createTrackedRun(run) })
  }

  @Sendable func run(_ fields: Fields) async throws -> [UInt8] {
    let id = try fields.run()
    return try await store.read { API.json(try $0.trackedRun(id)) }
  }

  @Sendable func updateRun(_ fields: Fields) async throws -> [UInt8] {
    let id = try fields.run()
    var change = TrackedRunChange(
      endedAt: try fields.integer("end_time").map(Timestamp.init(milliseconds:)),
      name: try fields.string("run_name").flatMap { $0.isEmpty ? nil : $0 })
    switch try fields.string("status") {
    case nil: break
    case "RUNNING", "1": change.status = .running
    case "SCHEDULED", "2": (change.status, change.isScheduled) = (.running, true)
    case "FINISHED", "3": change.status = .finished
    case "FAILED", "4": change.status = .failed
    case "KILLED", "5": change.status = .interrupted
    case .some(let other):
      throw APIError.invalid(
        "status: \(other); accepted: RUNNING, SCHEDULED, FINISHED, FAILED, KILLED")
    }
    let at = now()
    let changed = change
    let run = try await store.write { try $0.changeTrackedRun(id, changed, at: at) }
    return API.json { writer in
      writer.name("run_info")
      writer.object { API.info(of: run, &$0) }
    }
  }

  @Sendable func deleteRun(_ fields: Fields) async throws -> [UInt8] {
    let id = try fields.run()
    try await store.write { try $0.delete([id]) }
    return API.empty
  }

  @Sendable func restoreRun(_ fields: Fields) async throws -> [UInt8] {
    let id = try fields.run()
    try await store.write { store in
      if try store.trackedRun(id).deletedAt != nil { try store.restore([id]) }
    }
    return API.empty
  }

  @Sendable func searchRuns(_ fields: Fields) async throws -> [UInt8] {
    let count = try fields.maximum(default: 1000, most: Limits.searchResults)
    let offset = try fields.offset()
    let filter = try fields.string("filter") ?? ""
    let isBlank = filter.allSatisfy(\.isWhitespace)
    let search = TrackedRunSearch(
      experiments: try fields.strings("experiment_ids").map { try Fields.experiment($0) },
      where: isBlank ? nil : try Filter(parsing: filter, source: "filter"),
      order: try fields.strings("order_by").map { try API.sort($0) },
      view: try fields.view("run_view_type"), limit: count + 1, offset: offset)
    return try await store.read { store in
      let runs = try store.trackedRuns(search)
      return API.json { writer in
        writer.name("runs")
        writer.array(runs.prefix(count)) { writer, run in
          writer.object { API.members(of: run, &$0) }
        }
        if runs.count > count {
          writer.member("next_page_token", PageToken.token(offset: offset + count))
        }
      }
    }
  }

  /// Reads `metrics.loss DESC`; without a direction the least first.
  static func sort(_ text: String) throws -> RunSort {
    var key = text.trimmingSuffix(while: \.isWhitespace)
    var ascending = true
    for (word, direction) in [("asc", true), ("desc", false)] {
      let end = key.suffix(word.count + 1)
      if end.count > word.count, end.first?.isWhitespace == true,
        end.dropFirst().lowercased() == word
      {
        key = key.dropLast(word.count + 1).trimmingSuffix(while: \.isWhitespace)
        ascending = direction
        break
      }
    }
    return try RunSort(parsing: String(key), ascending: ascending, source: "order_by")
  }

  static func json(_ run: TrackedRun) -> [UInt8] {
    json { writer in
      writer.name("run")
      writer.object { members(of: run, &$0) }
    }
  }

  static func members(of run: TrackedRun, _ writer: inout JSONWriter) {
    writer.name("info")
    writer.object { info(of: run, &$0) }
    writer.name("data")
    writer.object { writer in
      writer.name("metrics")
      writer.array(run.metrics) { writer, metric in
        writer.object { API.members(of: metric, &$0) }
      }
      writer.name("params")
      writer.array(run.params) { $0.pair($1) }
      writer.name("tags")
      writer.array(run.clientTags) { $0.pair($1) }
    }
    writer.name("inputs")
    writer.object { _ in }
  }

  static func info(of run: TrackedRun, _ writer: inout JSONWriter) {
    let id = run.id.digits
    writer.member("run_id", id)
    writer.member("run_uuid", id)
    writer.member("run_name", run.name)
    writer.member("experiment_id", String(run.experiment))
    writer.member("user_id", run.user)
    writer.member("status", run.clientStatus)
    writer.member("start_time", run.startedAt.milliseconds)
    if let ended = run.endedAt { writer.member("end_time", ended.milliseconds) }
    writer.member("artifact_uri", run.artifactURI)
    writer.member("lifecycle_stage", run.deletedAt == nil ? "active" : "deleted")
  }

  static func members(of metric: LoggedMetric, _ writer: inout JSONWriter) {
    writer.member("key", metric.name)
    writer.member("value", metric.value)
    writer.member("timestamp", metric.at.milliseconds)
    writer.member("step", metric.step)
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(while isUnwanted: (Character) -> Bool) -> SubSequence {
    guard let last = lastIndex(where: { !isUnwanted($0) }) else { return self[endIndex...] }
    return self[...last]
  }
}

extension TrackedRun {
  /// The status as clients name it; to them a run that crashed failed.
  var clientStatus: String {
    switch status {
    case .running: isScheduled ? "SCHEDULED" : "RUNNING"
    case .finished: "FINISHED"
    case .failed, .crashed: "FAILED"
    case .interrupted: "KILLED"
    }
  }

  /// Where clients find the run's files.
  var artifactURI: String {
    (artifactLocation ?? "mlflow-artifacts:/\(experiment)") + "/\(id.digits)/artifacts"
  }

  /// The tags as clients see them: name, note and user are tags too.
  var clientTags: [NamedText] {
    var all = tags
    all.append(NamedText(ClientTag.runName.rawValue, name))
    if let note { all.append(NamedText(ClientTag.note.rawValue, note)) }
    if !user.isEmpty { all.append(NamedText(ClientTag.user.rawValue, user)) }
    return all
  }
}
