import HTTPTypes
import Hummingbird
import NIOCore
import RunStore

/// Answers requests: MLflow's REST interface, and pages for people.
struct Site: HTTPResponder {
  typealias Context = BasicRequestContext

  private let policy: AccessPolicy
  private let api: API
  private let pages: Pages
  private let version: String
  private let posts: [String: API.Handler]
  private let gets: [String: API.Handler]

  init(settings: ServerSettings, store: StoreAccess, now: @escaping @Sendable () -> Timestamp)
    throws
  {
    policy = try AccessPolicy(host: settings.host, token: settings.token)
    api = API(store: store, now: now)
    version = settings.version
    pages = Pages(
      store: store, changes: ChangeWatch(store: store), settings: settings, now: now)
    var (posts, gets): ([String: API.Handler], [String: API.Handler]) = ([:], [:])
    for (method, path, handler) in api.endpoints {
      switch method {
      case .get: gets[path] = handler
      case .post: posts[path] = handler
      }
    }
    self.posts = posts
    self.gets = gets
  }

  func respond(to request: Request, context: Context) async throws -> Response {
    try await respond(to: request)
  }

  /// The answer to a request; an error becomes one, too, unless the connection is gone. HEAD is answered
  /// as GET is, but for the body.
  func respond(to request: Request) async throws -> Response {
    if request.method == .head {
      var head = request.head
      head.method = .get
      return try await respond(to: Request(head: head, body: request.body)).createHeadResponse()
    }
    var response: Response
    if let refusal = policy.refusal(of: request.head) {
      response = Response(refusal)
    } else {
      do {
        response = try await answer(request)
      } catch let error as CancellationError {
        throw error
      } catch {
        response = Response(APIError(error))
      }
    }
    for (name, value) in Site.securityHeaders { response.headers[name] = value }
    return response
  }

  /// No script or style but this server's files, no frames, no guessing of types.
  private static let securityHeaders: [(HTTPField.Name, String)] = [
    (
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
  ].compactMap { (name: String, value: String) in HTTPField.Name(name).map { ($0, value) } }

  private func answer(_ request: Request) async throws -> Response {
    let path = request.uri.path
    for base in ["/api/2.0/", "/ajax-api/2.0/"] where path.hasPrefix(base) {
      return try await answerAPI(request, String(path.dropFirst(base.count)))
    }
    switch (request.method, path) {
    case (.get, "/health"): return Response(text: "OK")
    case (.get, "/version"): return Response(text: version)
    default:
      if let page = try await pages.answer(request) { return page }
      throw APIError(.endpointNotFound, "\(request.method.rawValue) \(path): no such address")
    }
  }

  private func answerAPI(_ request: Request, _ path: String) async throws -> Response {
    let prefix = "mlflow/"
    if path.hasPrefix(prefix) {
      let name = String(path.dropFirst(prefix.count))
      if request.method == .get, let handler = gets[name] {
        return Response(json: try await handler(Fields(query: request.queryFields)))
      }
      if request.method == .post, let handler = posts[name] {
        return Response(json: try await handler(Fields(body: try await request.wholeBody())))
      }
    }
    let models = prefix + "logged-models"
    if path == models || path.hasPrefix(models + "/"),
      let json = try await api.answerModels(request, path.dropFirst(models.count))
    {
      return Response(json: json)
    }
    if let answer = try await answerArtifacts(request, path) { return answer }
    throw APIError(
      .endpointNotFound, "\(request.method.rawValue) \(request.uri.path): no such endpoint")
  }

  private func answerArtifacts(_ request: Request, _ path: String) async throws -> Response? {
    let base = "mlflow-artifacts/artifacts"
    if path == base, request.method == .get {
      let folder = request.queryFields.last { $0.name == "path" }?.value ?? ""
      return Response(
        json: try await api.artifactFolder(ArtifactPath(parsing: folder, isEncoded: false)))
    }
    guard path.hasPrefix(base + "/") else { return nil }
    let file = try ArtifactPath(parsing: path.dropFirst(base.count + 1), isEncoded: true)
    switch request.method {
    case .put:
      try await api.upload(request, to: file)
      return Response(json: API.empty)
    case .get: return try await api.download(file)
    case .delete:
      try await api.removeArtifacts(file)
      return Response(json: API.empty)
    default: return nil
    }
  }
}

extension Response {
  init(json: [UInt8], status: HTTPResponse.Status = .ok) {
    self.init(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
  }

  init(text: String, status: HTTPResponse.Status = .ok) {
    self.init(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  init(_ error: APIError) {
    self.init(json: error.json, status: error.status)
    if error.code == .unauthenticated {
      headers[.wwwAuthenticate] = "Basic realm=\"convoy\", charset=\"UTF-8\""
    }
  }
}
