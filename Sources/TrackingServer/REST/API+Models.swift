import HTTPTypes
import Hummingbird
import RunStore

/// Models that clients log with their runs (`mlflow.sklearn.log_model` and autologging).
extension API {
  /// What lies below `/api/2.0/mlflow/logged-models`; nil for an address that is none of its.
  /// - Parameter path: what follows that.
  func answerModels(_ request: Request, _ path: Substring) async throws -> [UInt8]? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
      .map { FormText.component($0) ?? "" }
    let fields =
      request.method == .get
      ? Fields(query: request.queryFields) : try Fields(body: try await request.wholeBody())
    if parts.isEmpty { return request.method == .post ? try await createModel(fields) : nil }
    let id = parts[0]
    let store = store
    let at = now()
    switch (request.method, parts.count, parts.count > 1 ? parts[1] : "") {
    case (.post, 1, _) where id == "search": return try await searchModels(fields)
    case (.get, 1, _): return API.json(try await store.read { try $0.loggedModel(id) })
    case (.patch, 1, _):
      let status = try API.modelStatus(of: fields)
      return API.json(
        try await store.write { try $0.setStatus(status, ofModel: id, at: at) })
    case (.delete, 1, _):
      try await store.write { try $0.deleteLoggedModel(id) }
      return API.empty
    case (.patch, 2, "tags"):
      let tags = try API.tags(of: fields)
      return API.json(try await store.write { try $0.setTexts(.tag, tags, ofModel: id) })
    case (.delete, 3, "tags"):
      let name = parts[2]
      try await store.write { try $0.removeTag(name, ofModel: id) }
      return API.empty
    case (.post, 2, "params"):
      let params = try fields.objects("params").map { try API.param(of: $0) }
      try await store.write { _ = try $0.setTexts(.param, params, ofModel: id) }
      return API.empty
    case (.get, 3, "artifacts") where parts[2] == "directories":
      return try await listModel(id, fields)
    default: return nil
    }
  }

  private func createModel(_ fields: Fields) async throws -> [UInt8] {
    let at = now()
    let run = try fields.string("source_run_id").flatMap { $0.isEmpty ? nil : try Fields.run($0) }
    let name = try fields.string("name").flatMap { $0.isEmpty ? nil : $0 } ?? "model"
    let model = NewLoggedModel(
      experiment: try fields.experiment(), run: run, name: name,
      type: try fields.string("model_type") ?? "",
      params: try fields.objects("params").map { try API.param(of: $0) },
      tags: try API.tags(of: fields))
    return API.json(try await store.write { try $0.createLoggedModel(model, at: at) })
  }

  private static func modelStatus(of fields: Fields) throws -> LoggedModel.Status {
    switch try fields.required("status") {
    case "LOGGED_MODEL_PENDING", "1": return .pending
    case "LOGGED_MODEL_READY", "2": return .ready
    case "LOGGED_MODEL_UPLOAD_FAILED", "3": return .failed
    case let other:
      throw APIError.invalid(
        "status: \(other); accepted: LOGGED_MODEL_PENDING, LOGGED_MODEL_READY, "
          + "LOGGED_MODEL_UPLOAD_FAILED")
    }
  }

  private func searchModels(_ fields: Fields) async throws -> [UInt8] {
    let experiments = try fields.strings("experiment_ids").map { try Fields.experiment($0) }
    let filter = try EntityFilter<ModelKey>(parsing: fields.string("filter") ?? "")
    let order = try fields.objects("order_by").map { entry in
      EntityOrder(
        try ModelKey(try entry.required("field_name")),
        ascending: try entry.string("ascending") != "false")
    }
    let count = try fields.maximum(default: 100, most: Limits.searchResults)
    let offset = try fields.offset()
    let found = try await store.read { try $0.loggedModels(experiments: experiments) }
      .filter(filter.includes)
    let sorted =
      order.isEmpty ? found : found.sorted { EntityOrder.precedes($0, $1, by: order) ?? false }
    return API.json { writer in
      writer.name("models")
      writer.array(sorted.dropFirst(offset).prefix(count)) { writer, model in
        writer.object { API.members(of: model, &$0) }
      }
      if sorted.count > offset + count {
        writer.member("next_page_token", PageToken.token(offset: offset + count))
      }
    }
  }

  private func listModel(_ id: String, _ fields: Fields) async throws -> [UInt8] {
    let folder = try fields.string("artifact_directory_path") ?? ""
    let (model, files) = try await store.read { store in
      let model = try store.loggedModel(id)
      return (model, try store.artifacts(of: model.run))
    }
    let suffix = folder.isEmpty ? "" : "/" + folder
    let path = try ArtifactPath(
      parsing: "0/\(model.run.digits)/artifacts/\(model.folder)\(suffix)", isEncoded: false)
    return API.json { writer in
      writer.member("root_uri", model.artifactURI)
      API.write(path.entries(among: files), prefix: folder.isEmpty ? "" : folder + "/", &writer)
    }
  }

  private static func json(_ model: LoggedModel) -> [UInt8] {
    json { writer in
      writer.name("model")
      writer.object { members(of: model, &$0) }
    }
  }

  private static func members(of model: LoggedModel, _ writer: inout JSONWriter) {
    writer.name("info")
    writer.object { writer in
      writer.member("model_id", model.id)
      writer.member("experiment_id", String(model.experiment))
      writer.member("name", model.name)
      writer.member("creation_timestamp_ms", model.createdAt.milliseconds)
      writer.member("last_updated_timestamp_ms", model.changedAt.milliseconds)
      writer.member("artifact_uri", model.artifactURI)
      writer.member("status", model.clientStatus)
      writer.member("model_type", model.type)
      writer.member("source_run_id", model.run.digits)
      writer.name("tags")
      writer.array(model.tags) { $0.pair($1) }
    }
    writer.name("data")
    writer.object { writer in
      writer.name("params")
      writer.array(model.params) { $0.pair($1) }
    }
  }
}

extension LoggedModel {
  fileprivate var clientStatus: String {
    switch status {
    case .pending: "LOGGED_MODEL_PENDING"
    case .ready: "LOGGED_MODEL_READY"
    case .failed: "LOGGED_MODEL_UPLOAD_FAILED"
    }
  }

  /// Where clients find its files: among the run's.
  fileprivate var artifactURI: String {
    "mlflow-artifacts:/\(experiment)/\(run.digits)/artifacts/\(folder)"
  }
}

/// What logged models are chosen and sorted by.
enum ModelKey: EntityKey {
  case name, id, run, type, status, created, changed
  case tag(String), param(String)

  init(_ text: String) throws {
    switch EntityName(text) {
    case .tag(let name): self = .tag(name)
    case .param(let name): self = .param(name)
    case .attribute(let name):
      switch name.lowercased() {
      case "name": self = .name
      case "model_id": self = .id
      case "source_run_id": self = .run
      case "model_type": self = .type
      case "status": self = .status
      case "creation_timestamp", "creation_time": self = .created
      case "last_updated_timestamp": self = .changed
      default:
        throw APIError.invalid(
          "\(text): accepted: name, model_id, source_run_id, model_type, status, "
            + "creation_timestamp, last_updated_timestamp, params.NAME, tags.NAME")
      }
    }
  }

  var isNumber: Bool { self == .created || self == .changed }

  func number(of model: LoggedModel) -> Double? {
    switch self {
    case .created: Double(model.createdAt.milliseconds)
    case .changed: Double(model.changedAt.milliseconds)
    case .name, .id, .run, .type, .status, .tag, .param: nil
    }
  }

  func text(of model: LoggedModel) -> String? {
    switch self {
    case .name: model.name
    case .id: model.id
    case .run: model.run.digits
    case .type: model.type
    case .status: model.status.rawValue.uppercased()
    case .tag(let name): model.tags.first { $0.name == name }?.text
    case .param(let name): model.params.first { $0.name == name }?.text
    case .created, .changed: nil
    }
  }
}
