import Charts
import HTTPTypes
import Hummingbird
import Markup
import RunStore
import Workbench

extension Pages {
  /// The sweeps, the newest first.
  func sweeps(_ request: Request) async throws -> Response {
    let sweeps = try await store.read { store in
      let sweeps = try store.sweeps(limit: 200)
      return Array(zip(sweeps, try store.sweepTotals(of: sweeps)))
    }
    if request.wantsJSON { return try Response(encoding: sweeps.map(\.0)) }
    let now = now()
    let content = HTML {
      Tag.div(.class("heading")) { Tag.h1 { "Sweeps" } }
      if sweeps.isEmpty {
        Tag.p(.class("empty")) {
          "No sweeps yet. Begin one with "
          Tag.code { "convoy sweep experiments/sweep-shapes.yaml" }
        }
      } else {
        PageTable(["name", "metric", "best", "trials", "ended", "begun"], numbers: 2...4).html(
          sweeps.map { sweep, totals in
            [
              Tag.a(.href(Address("sweeps", sweep.id.text))) { Tag.bdi { sweep.name } },
              HTML(sweep.metric.name), HTML(PageText.metric(totals.best)),
              HTML(NumberText.count(totals.trials)), HTML(NumberText.count(totals.ended)),
              HTML(PageText.age(of: sweep.createdAt, now: now)),
            ]
          })
      }
    }
    return Page(title: "Sweeps", place: .sweeps, content: content).response(store: path)
  }

  /// A sweep by its id, or the newest one of a name.
  /// - Parameter parts: of the path, from the sweep on.
  func sweep(_ request: Request, _ parts: ArraySlice<String>) async throws -> Response? {
    let reference = parts.first ?? ""
    guard let id = RunIdentifier(reference) else {
      guard parts.count == 1 else { return nil }
      guard let sweep = try await store.read({ try $0.sweep(named: reference) }) else {
        throw APIError(
          .resourceDoesNotExist, "sweep \"\(reference)\": no such sweep; accepted: the name of one")
      }
      return Response(seeing: Address("sweeps", sweep.id.text))
    }
    let (store, now) = (store, now)
    let isLive = parts.count == 2 && parts.last == "live"
    let page: @Sendable () async throws -> SweepPage = {
      let detail = try await store.read {
        try SweepDetail(try $0.sweep(id), from: $0, hasEffects: !isLive)
      }
      return SweepPage(detail: detail, now: now())
    }
    if isLive {
      return LiveStream(changes: changes) {
        let page = try await page()
        return LiveStream.State(parts: page.parts, isOver: !page.detail.isRunning)
      }.response()
    }
    guard parts.count == 1 else { return nil }
    let sweepPage = try await page()
    if request.wantsJSON { return try Response(encoding: sweepPage.detail.report) }
    var whole = sweepPage.page
    whole.commands = whole.commands.map(placed)
    return whole.response(store: path)
  }
}
