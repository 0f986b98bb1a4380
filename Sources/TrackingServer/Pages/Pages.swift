import Charts
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import NIOCore
import RunStore

/// The pages people look at: an address and its fields in, HTML or JSON out.
struct Pages: Sendable {
  let store: StoreAccess
  /// The database's path as it was named.
  let path: String
  /// Tells when there is something new to show.
  let changes: ChangeWatch
  let evaluations: EvaluationCache
  let now: @Sendable () -> Timestamp

  init(
    store: StoreAccess, changes: ChangeWatch, settings: ServerSettings,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.store = store
    self.changes = changes
    self.now = now
    path = settings.databasePath
    evaluations = EvaluationCache(evaluator: settings.evaluator, path: path)
  }

  /// The answer; nil for an address that is none of the pages'. Errors are pages, too, for browsers.
  func answer(_ request: Request) async throws -> Response? {
    do {
      return try await page(request)
    } catch let error as CancellationError {
      throw error
    } catch  where request.wantsHTML {
      return response(to: APIError(error))
    }
  }

  private func page(_ request: Request) async throws -> Response? {
    let path = request.uri.path
    let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
      .compactMap(FormText.component)
    switch (request.method, parts.first ?? "", parts.count) {
    case (.get, "", 1): return try await runs(request, isTrash: false)
    case (.get, "trash", 1): return try await runs(request, isTrash: true)
    case (.get, "sweeps", 1): return try await sweeps(request)
    case (.get, "sweeps", 2...):
      if let answer = try await sweep(request, parts.dropFirst()) { return answer }
      throw APIError(.endpointNotFound, "\(path): no such page; accepted: /sweeps/SWEEP")
    case (.get, "compare", 1): return try await compare(request)
    case (.get, "live", 1): return liveRuns(request)
    case (.post, "runs", 2) where parts[1] == "change": return try await change(request)
    case (_, "runs", 2...):
      if let answer = try await run(request, parts.dropFirst()) { return answer }
      throw APIError(.endpointNotFound, "\(path): no such page; accepted: /runs/RUN")
    case (.get, StaticFiles.folder, 2): return StaticFiles.response(named: parts[1])
    case (.get, _, _) where request.wantsHTML:
      throw APIError(.endpointNotFound, "\(path): no such page; accepted: / for the runs")
    default: return nil
    }
  }

  /// An error as a page.
  private func response(to error: APIError) -> Response {
    Page(
      title: "Error", notice: .failed(error.message),
      content: HTML {
        Tag.h1 { error.status.reasonPhrase }
        Tag.p { Tag.a(.href(Address())) { "All runs" } }
      }
    ).response(store: path, status: error.status)
  }

  /// Adds what a command needs to find this store.
  func placed(_ command: CommandText) -> CommandText {
    var command = command
    if path != "convoy.sqlite", path != "./convoy.sqlite" { command.add("--db", path) }
    return command
  }
}

extension Request {
  private var accepted: String { headers[.accept] ?? "" }

  /// Whether a person looks: a browser asks for HTML.
  var wantsHTML: Bool { accepted.contains("text/html") }

  /// The fields of a form that was sent in the body.
  func formFields() async throws -> [(name: String, value: String)] {
    FormText.fields(String(decoding: try await wholeBody(limit: 1 << 20), as: UTF8.self))
  }

  /// Whether a page is to answer as `--json` prints.
  var wantsJSON: Bool { !wantsHTML && accepted.contains("application/json") }
}

extension Response {
  /// The document that `--json` prints.
  init(encoding value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    self.init(json: Array(try encoder.encode(value)))
    headers[.vary] = "Accept"
    headers[.cacheControl] = "no-store"
  }

  /// Sends the browser to a page by GET, so that loading it again does not repeat what a form did.
  init(seeing address: Address) {
    self.init(status: .seeOther, headers: [.location: address.text])
  }
}
