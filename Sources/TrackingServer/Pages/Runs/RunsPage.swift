import Charts
import Markup
import RunStore
import Workbench

/// The table of runs: filter, columns, order, what can be done with chosen runs, and the next page.
struct RunsPage {
  let request: RunsRequest
  /// At most `RunsRequest.pageSize`.
  var runs: [RunRecord] = []
  /// All the runs that fit.
  var total = 0
  /// Whether there are more after these.
  var hasMore = false
  /// The metric whose curve each row has, and a few values of each run's.
  var curve: String?
  var sparklines: [RunIdentifier: [Double]] = [:]
  /// Of all runs outside the trash.
  var newest: RunIdentifier?
  /// What columns may be chosen from.
  var metricNames: [String] = []
  /// What is wrong with the filter or the key.
  var error: FilterError?
  let isReadOnly: Bool
  let now: Timestamp

  /// The metric that says most of some runs: accuracy before loss, of validation before others; among
  /// those the one most runs have.
  static func tellingMetric(of runs: [RunRecord]) -> String? {
    var counts: [String: Int] = [:]
    for run in runs { for name in run.metrics.keys { counts[name, default: 0] += 1 } }
    func rank(_ name: String) -> Int {
      let isOfValidation = name.hasPrefix("val")
      if name.contains("acc") { return isOfValidation ? 0 : 1 }
      if name.contains("loss") { return isOfValidation ? 2 : 3 }
      return name.hasPrefix("system/") || name.hasPrefix("time.") ? 5 : 4
    }
    return counts.min {
      (rank($0.key), -$0.value, $0.key) < (rank($1.key), -$1.value, $1.key)
    }?.key
  }

  var columns: [RunsColumn] {
    columnNames.map { RunsColumn(named: $0, in: runs, now: now) }
  }

  var columnNames: [String] {
    request.columns.isEmpty
      ? RunsColumn.standard(metric: Self.tellingMetric(of: runs)) : request.columns
  }

  var page: Page {
    Page(
      title: request.isTrash ? "Trash" : "Runs", place: request.isTrash ? .trash : .runs,
      commands: [request.command], live: live, content: content)
  }

  /// The address of the stream that brings rows up to date and tells of new runs.
  private var live: Address? {
    if request.isTrash || error != nil { return nil }
    let running = runs.filter { $0.status == .running }
    return Address(
      "live",
      fields: [.init("newest", newest?.text ?? "none")] + columnNames.map { .init("column", $0) }
        + (curve.map { [.init("curve", $0)] } ?? [])
        + running.map { .init("run", $0.id.text) })
  }

  private var content: HTML {
    HTML {
      Tag.div(.class("heading")) {
        Tag.h1 { request.isTrash ? "Trash" : "Runs" }
        Tag.span(.class("quiet")) { extent }
      }
      filterForm
      if live != nil { Tag.p(.id("news"), .class("news"), .role("status")) }
      if error == nil {
        if runs.isEmpty { emptiness } else { table }
      }
    }
  }

  /// What a page that is open says when a run has begun since.
  static var news: HTML {
    HTML {
      "There are new runs. "
      Tag.a(.href(Address())) { "Show them" }
    }
  }

  private var extent: String {
    if runs.isEmpty { return "" }
    let range =
      "\(NumberText.count(request.offset + 1))–\(NumberText.count(request.offset + runs.count))"
    let order =
      request.sort.map { "by \($0), \(request.isAscending ? "least" : "greatest") first" }
      ?? "newest first"
    return "\(range) of \(NumberText.count(total)), \(order)"
  }

  private var emptiness: HTML {
    Tag.p(.class("empty")) {
      if !request.filter.isEmpty || request.page > 1 {
        "No runs fit. "
        Tag.a(.href(RunsRequest(isTrash: request.isTrash).address)) { "Show all" }
      } else if request.isTrash {
        "The trash is empty."
      } else {
        "No runs yet. Record one with "
        Tag.code { "convoy run experiments/cifar10-cnn.yaml" }
        ", or log to this server with MLflow."
      }
    }
  }
}
