import HTTPTypes
import Hummingbird
import Markup
import RunStore

extension Pages {
  /// The table of runs.
  func runs(_ request: Request, isTrash: Bool) async throws -> Response {
    let fields = request.queryFields
    let wanted = RunsRequest(fields, isTrash: isTrash)
    if request.wantsJSON { return try await runsDocument(wanted) }
    let now = now()
    let isReadOnly = store.isReadOnly
    var runsPage = RunsPage(request: wanted, isReadOnly: isReadOnly, now: now)
    do {
      let query = try wanted.query()
      runsPage = try await store.read { store in
        var page = RunsPage(request: wanted, isReadOnly: isReadOnly, now: now)
        page.runs = try store.runs(query, after: wanted.offset)
        page.total = try store.runCount(query)
        page.hasMore = page.runs.count > RunsRequest.pageSize
        page.runs = Array(page.runs.prefix(RunsRequest.pageSize))
        page.newest = try store.runs(RunQuery(limit: 1)).first?.id
        page.metricNames = try store.metricNames()
        page.curve = wanted.curve ?? RunsPage.tellingMetric(of: page.runs)
        if let curve = page.curve {
          page.sparklines = try store.sparklines(curve, of: page.runs.map(\.id))
        }
        return page
      }
    } catch let error as FilterError {
      runsPage.error = error
    }
    var page = runsPage.page
    page.commands = page.commands.map(placed)
    page.notice = RunsChange.Outcome(fields).map { .done($0.text) }
    return page.response(store: path, status: runsPage.error == nil ? .ok : .badRequest)
  }

  /// What `convoy list --json` prints, one page of it; the header `Link` names the next.
  private func runsDocument(_ wanted: RunsRequest) async throws -> Response {
    let query = try wanted.query()
    let runs = try await store.read { try $0.runs(query, after: wanted.offset) }
    var response = try Response(encoding: Array(runs.prefix(RunsRequest.pageSize)))
    if runs.count > RunsRequest.pageSize {
      let next = wanted.changed { $0.page += 1 }.address.text
      if let link = HTTPField.Name("Link") { response.headers[link] = "<\(next)>; rel=\"next\"" }
    }
    return response
  }

  /// The rows of runs that run whenever they change, and whether there are runs that the page lacks.
  func liveRuns(_ request: Request) -> Response {
    let fields = request.queryFields
    var wanted = RunsRequest(fields)
    let ids = fields.filter { $0.name == "run" }.compactMap { RunIdentifier($0.value) }
      .prefix(RunsRequest.pageSize)
    let newest = fields.last { $0.name == "newest" }?.value
    if wanted.columns.isEmpty { wanted.columns = RunsColumn.standard(metric: nil) }
    let (store, now, isReadOnly, request) = (store, now, store.isReadOnly, wanted)
    return LiveStream(changes: changes) {
      let page = try await store.read { store in
        var page = RunsPage(request: request, isReadOnly: isReadOnly, now: now())
        page.runs = try ids.map { try store.run($0) }
        page.newest = try store.runs(RunQuery(limit: 1)).first?.id
        page.curve = request.curve
        if let curve = page.curve { page.sparklines = try store.sparklines(curve, of: Array(ids)) }
        return page
      }
      var parts = page.runs.map { LiveStream.Part(id: "run-\($0.id)", html: page.cells(of: $0)) }
      if let newest, let id = page.newest, id.text != newest {
        parts.append(.init(id: "news", html: RunsPage.news))
      }
      return LiveStream.State(
        parts: parts, isOver: newest == nil && page.runs.allSatisfy { $0.status != .running })
    }.response()
  }

  /// Changes the runs a form names.
  func change(_ request: Request) async throws -> Response {
    let change = try RunsChange(try await request.formFields())
    let now = now()
    try await store.write { try change.apply(to: $0, now: now) }
    return Response(seeing: change.back.address(saying: change.outcome))
  }
}
