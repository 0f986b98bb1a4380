import HTTPTypes
import Hummingbird
import NIOCore
import RunStore
import TestSupport
import Testing

@testable import TrackingServer

/// The server's answers without a socket, over a store of a test's own.
struct TestSite {
  let folder: TemporaryFolder
  let site: Site
  /// What the server takes for now.
  static let now = Timestamp(milliseconds: 1_795_412_345_678)

  init(
    in folder: TemporaryFolder? = nil, host: String = "127.0.0.1", token: String? = nil,
    isReadOnly: Bool = false
  ) throws {
    self.folder = try folder ?? TemporaryFolder()
    let path = self.folder.path("convoy.sqlite")
    site = try Site(
      settings: ServerSettings(
        databasePath: path, host: host, isReadOnly: isReadOnly, token: token, version: "1.2.3"),
      store: StoreAccess(path: path, isReadOnly: isReadOnly), now: { TestSite.now })
  }

  /// The store, as another process has it.
  func store() throws -> RunStore { try RunStore(path: folder.path("convoy.sqlite")) }

  /// - Parameter path: with its query; what must be encoded is.
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: [[UInt8]] = [],
    headers: [String: String] = [:]
  ) async throws -> Answer {
    var head = HTTPRequest(
      method: method, scheme: "http", authority: headers["Host"] ?? "127.0.0.1:5000", path: path)
    for (name, value) in headers where name != "Host" {
      head.headerFields[try #require(HTTPField.Name(name))] = value
    }
    let chunks = AsyncStream { continuation in
      for chunk in body { continuation.yield(ByteBuffer(bytes: chunk)) }
      continuation.finish()
    }
    let response = try await site.respond(
      to: Request(head: head, body: RequestBody(asyncSequence: chunks)))
    let collected = Collected()
    try await response.body.write(collected)
    return Answer(
      status: response.status.code, headers: response.headers, bytes: collected.bytes)
  }

  /// An endpoint below `/api/2.0/mlflow/`.
  func post(_ endpoint: String, _ json: String) async throws -> Answer {
    try await send(.post, "/api/2.0/mlflow/" + endpoint, [Array(json.utf8)])
  }

  /// An endpoint below `/api/2.0/mlflow/`, with its query.
  func get(_ endpoint: String) async throws -> Answer {
    try await send(.get, "/api/2.0/mlflow/" + endpoint)
  }

  /// The id of a new run.
  func makeRun(_ name: String = "r", experiment: Int = 0, start: Int = 1000) async throws -> String
  {
    let answer = try await post(
      "runs/create",
      """
      {"experiment_id": "\(experiment)", "run_name": "\(name)", "start_time": \(start)}
      """)
    return try #require(answer["run", "info", "run_id"]?.text)
  }

  /// What log-metric answers.
  @discardableResult
  func logMetric(
    _ run: String, _ key: String, _ value: String, at: Int = 1, step: Int = 0
  ) async throws -> Answer {
    try await post(
      "runs/log-metric",
      """
      {"run_id": "\(run)", "key": "\(key)", "value": \(value), "timestamp": \(at), "step": \(step)}
      """)
  }

  /// The names of the runs a search of experiment 0 finds, in its order.
  /// - Parameter fields: members of the request.
  func names(_ fields: String = "") async throws -> [String] {
    let answer = try await post(
      "runs/search", #"{"experiment_ids": ["0"]\#(fields.isEmpty ? "" : ", " + fields)}"#)
    #expect(answer.status == 200, "\(answer.text)")
    return answer["runs"]?.elements.compactMap { $0["info", "run_name"]?.text } ?? []
  }
}

/// What the server answered.
struct Answer {
  var status: Int
  var headers: HTTPFields
  var bytes: [UInt8]

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// A member of the JSON object, or of one within it.
  subscript(_ names: String...) -> JSONValue? {
    names.reduce(try? JSONValue(parsing: bytes)) { $0?[$1] }
  }

  /// MLflow's name of an error.
  var errorCode: String? { self["error_code"]?.text }

  func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

extension JSONValue {
  subscript(_ names: String...) -> JSONValue? {
    names.reduce(Optional(self)) { value, name in
      guard case .object(let members)? = value else { return nil }
      return members[name]
    }
  }

  var elements: [JSONValue] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  var whole: Int64? {
    guard case .integer(let number) = self else { return nil }
    return number
  }
}

/// Keeps what a response writes.
private final class Collected: ResponseBodyWriter {
  var bytes: [UInt8] = []

  func write(_ buffer: ByteBuffer) async throws {
    bytes.append(contentsOf: buffer.readableBytesView)
  }

  func finish(_ trailers: HTTPFields?) async throws {}
}
