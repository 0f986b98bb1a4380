import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import RunStore
import TestSupport

@testable import TrackingServer

/// A browser's side of a server without a socket, and a store for it.
final class Visitor: Sendable {
  let folder: TemporaryFolder
  let store: RunStore
  private let site: Site

  init(isReadOnly: Bool = false) throws {
    folder = try TemporaryFolder()
    let path = folder.path("runs.sqlite")
    store = try RunStore(path: path)
    let settings = ServerSettings(databasePath: path, isReadOnly: isReadOnly, version: "1")
    site = try Site(
      settings: settings, store: StoreAccess(path: path, isReadOnly: isReadOnly),
      now: { Visitor.now })
  }

  static let now = Timestamp(milliseconds: 1_795_000_000_000)

  struct Answer {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// What the server answers to a browser, or to a program that accepts JSON.
  func get(_ target: String, accept: String = "text/html,*/*;q=0.8") async throws -> Answer {
    try await answer(.get, target, accept: accept, body: "")
  }

  func post(_ target: String, _ body: String, origin: String = "http://127.0.0.1") async throws
    -> Answer
  {
    try await answer(.post, target, accept: "text/html", origin: origin, body: body)
  }

  private func answer(
    _ method: HTTPRequest.Method, _ target: String, accept: String, origin: String? = nil,
    body: String
  ) async throws -> Answer {
    var head = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1", path: target)
    head.headerFields[.accept] = accept
    if let origin { head.headerFields[.origin] = origin }
    let context = BasicRequestContext(
      source: ApplicationRequestContextSource(
        channel: NIOAsyncTestingChannel(), logger: Logger(label: "test")))
    let response = try await site.respond(
      to: Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))), context: context
    )
    let written = Written()
    try await response.body.write(CollectingWriter(written: written))
    return Answer(
      status: response.status.code, headers: response.headers,
      bytes: Array(written.buffer.readableBytesView))
  }

  private final class Written: @unchecked Sendable {
    // One task writes and reads it.
    var buffer = ByteBuffer()
  }

  private struct CollectingWriter: ResponseBodyWriter {
    let written: Written

    mutating func write(_ buffer: ByteBuffer) async throws {
      written.buffer.writeImmutableBuffer(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
  }

  /// A finished run.
  @discardableResult
  func addRun(
    _ name: String, epochs: [Double] = [0.4, 0.6, 0.7], tags: [String] = [], note: String? = nil,
    params: [(name: String, value: ParamValue)] = [
      ("depth", .number(32)), ("training.epochs", .number(3)),
    ],
    isRunning: Bool = false
  ) throws -> RunIdentifier {
    let start = Visitor.now.date.addingTimeInterval(-3600)
    let run = try store.createRun(
      NewRun(
        name: name, experiment: "shapes", experimentText: "",
        commandLine: ["convoy", "run", "a b.yaml"],
        tags: tags, note: note, seed: 1, params: params,
        environment: RunEnvironment(
          host: "host", os: "Linux", cpu: "cpu", isa: "avx2", threads: 2, swift: "6.2", convoy: "1"),
        dataset: DatasetInfo(
          name: "shapes", fingerprint: "f", train: 10, validation: 2, test: 2,
          classNames: ["a", "b"]),
        model: ModelInfo(parameters: 100, mflop: 1), startedAt: start))
    for (index, value) in epochs.enumerated() {
      try store.recordEpoch(
        run, epoch: index + 1,
        metrics: [("val_accuracy", value), ("train_loss", 1 - value), ("val_loss", 1.1 - value)],
        checkpoint: nil, at: start.addingTimeInterval(Double(index + 1) * 10))
    }
    if isRunning {
      live.append(run)
    } else {
      try store.finish(run, status: .finished, at: start.addingTimeInterval(60))
    }
    return run.id
  }

  /// Keeps a file with a run as a client's upload does.
  func addArtifact(_ path: String, _ bytes: [UInt8], to run: RunIdentifier) throws {
    let upload = try store.beginArtifact(path, of: run, at: Visitor.now)
    for start in stride(from: 0, to: bytes.count, by: 1000) {
      try store.append(Array(bytes[start..<min(start + 1000, bytes.count)]), to: upload)
    }
    try store.finishArtifact(upload)
  }

  // Tests add runs one after the other.
  nonisolated(unsafe) private var live: [LiveRun] = []
}
