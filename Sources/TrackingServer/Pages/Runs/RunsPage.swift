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

  private var columns: [RunsColumn] {
    columnNames.map { RunsColumn(named: $0, in: runs, now: now) }
  }

  private var columnNames: [String] {
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

  // MARK: Above the table

  private var filterForm: HTML {
    Tag.div(.class("filters")) {
      Tag.form(.class("filter"), .role("search"), .method(.get), .action(formAddress)) {
        Tag.label(.for("where")) { "Filter" }
        Tag.input(
          .id("where"), .name("where"), .type("text"), .value(request.filter),
          .placeholder("metrics.val_accuracy > 0.75 and params.depth in (32, 64)"),
          .autocomplete("off"), .spellcheck(false), .data("key", "/"),
          error == nil ? nil : .aria("invalid", "true"),
          error == nil ? nil : .aria("describedby", "filter-error"))
        hidden { $0.filter = "" }
        Tag.button(.type("submit")) { "Filter" }
        if !request.filter.isEmpty {
          Tag.a(
            .href(
              request.changed {
                $0.filter = ""; $0.page = 1
              }.address)
          ) { "Clear" }
        }
      }
      chooser
      if let error {
        Tag.p(.id("filter-error"), .class("error"), .role("alert")) { error.description }
      }
    }
  }

  private var formAddress: Address { request.isTrash ? Address("trash") : Address() }

  /// What the address says besides what a form changes.
  private func hidden(without change: (inout RunsRequest) -> Void) -> HTML {
    HTML {
      for field in request.changed({
        change(&$0); $0.page = 1
      }).fields {
        Tag.input(.type("hidden"), .name(field.name), .value(field.value))
      }
    }
  }

  /// Which columns to show, and whose curve.
  private var chooser: HTML {
    let chosen = Set(columnNames)
    let params = Set(runs.flatMap(\.params.keys)).sorted(by: NaturalOrder.parameterPrecedes)
    return Tag.details(.class("chooser")) {
      Tag.summary { "Columns" }
      Tag.form(.class("panel"), .method(.get), .action(formAddress)) {
        hidden {
          $0.columns = []; $0.curve = nil
        }
        choices("Facts", RunsColumn.facts.map { ($0, $0) }, chosen)
        choices("Metrics, best value", metricNames.prefix(200).map { ($0, $0) }, chosen)
        choices("Parameters", params.prefix(200).map { ("params.\($0)", $0) }, chosen)
        Tag.div(.class("row")) {
          Tag.label(.for("curve")) { "Curve of" }
          Tag.select(.id("curve"), .name("curve")) {
            Tag.option(.value(""), .selected(request.curve == nil)) { "the usual metric" }
            for name in metricNames.prefix(200) {
              Tag.option(.value(name), .selected(request.curve == name)) { name }
            }
          }
          Tag.button(.type("submit"), .class("primary")) { "Show" }
          if !request.columns.isEmpty || request.curve != nil {
            Tag.a(
              .href(
                request.changed {
                  $0.columns = []; $0.curve = nil
                }.address)
            ) {
              "The usual ones"
            }
          }
        }
      }
    }
  }

  private func choices(
    _ title: String, _ names: [(column: String, label: String)], _ chosen: Set<String>
  ) -> HTML {
    if names.isEmpty { return .nothing }
    return Tag.fieldset {
      Tag.legend { title }
      for (column, label) in names {
        Tag.label(.class("choice")) {
          Tag.input(
            .type("checkbox"), .name("column"), .value(column), .checked(chosen.contains(column)))
          " " + label
        }
      }
    }
  }

  // MARK: The table

  private var table: HTML {
    let columns = columns
    return Tag.form(.class("runs"), .method(.post), .action(Address("runs", "change"))) {
      Tag.input(.type("hidden"), .name("back"), .value(request.address.text))
      Tag.div(.class("scroll")) {
        Tag.table(.class("runs")) {
          Tag.thead { Tag.tr { heads(columns) } }
          Tag.tbody {
            for run in runs {
              Tag.tr(.id("run-\(run.id)")) { cells(of: run, columns) }
            }
          }
        }
      }
      paging
      actions
    }
  }

  private func heads(_ columns: [RunsColumn]) -> HTML {
    HTML {
      Tag.th(.class("pick"), .scope("col")) {
        Tag.input(.type("checkbox"), .data("picks", "run"), .aria("label", "Choose all runs shown"))
      }
      head("name", sortKey: "name", isLeastFirst: true, isNumber: false)
      if let curve { Tag.th(.class("curve"), .scope("col")) { curve } }
      for column in columns {
        head(
          column.name, sortKey: column.sortKey, isLeastFirst: column.isLeastFirst,
          isNumber: column.isNumber)
      }
    }
  }

  private func head(
    _ title: String, sortKey: String?, isLeastFirst: Bool, isNumber: Bool
  ) -> HTML {
    let isSorted = sortKey != nil && request.sort == sortKey
    let order = isSorted ? (request.isAscending ? "ascending" : "descending") : nil
    return Tag.th(
      .scope("col"), isNumber ? .class("number") : nil, order.map { .aria("sort", $0) }
    ) {
      if let sortKey {
        let next = request.changed {
          $0.sort = sortKey
          $0.isAscending = isSorted ? !request.isAscending : isLeastFirst
          $0.page = 1
        }
        Tag.a(.href(next.address)) { title }
      } else {
        title
      }
    }
  }

  /// The cells of a run's row.
  func cells(of run: RunRecord) -> HTML { cells(of: run, columns) }

  private func cells(of run: RunRecord, _ columns: [RunsColumn]) -> HTML {
    HTML {
      Tag.td(.class("pick")) {
        Tag.input(
          .type("checkbox"), .name("run"), .value(run.id.text), .aria("label", "Choose \(run.name)")
        )
      }
      Tag.th(.class("name"), .scope("row")) {
        Tag.a(.href(Address("runs", run.id.text))) { Tag.bdi { run.name } }
      }
      if let curve {
        Tag.td(.class("curve")) { sparkline(of: run, curve) }
      }
      for column in columns {
        Tag.td(.class(column.isNumber ? "number" : ""), .data("label", column.name)) {
          column.cell(run)
        }
      }
    }
  }

  private func sparkline(of run: RunRecord, _ metric: String) -> HTML? {
    guard let values = sparklines[run.id], values.count > 1, let summary = run.metrics[metric]
    else {
      return nil
    }
    let title =
      "\(metric): from \(PageText.metric(summary.first)) to \(PageText.metric(summary.last)), "
      + "best \(PageText.metric(summary.best))"
    return HTML(written: sparklineSVG(values, title: title))
  }

  // MARK: Below the table

  private var paging: HTML {
    if request.page == 1, !hasMore { return .nothing }
    return Tag.nav(.class("paging"), .aria("label", "More runs")) {
      if request.page > 1 {
        Tag.a(.rel("prev"), .href(request.changed { $0.page -= 1 }.address)) { "← Previous" }
      }
      Tag.span(.class("quiet")) { "Page \(NumberText.count(request.page))" }
      if hasMore {
        Tag.a(.rel("next"), .href(request.changed { $0.page += 1 }.address)) { "Next →" }
      }
    }
  }

  /// What can be done with the runs that are chosen. The style sheet shows it only where some are.
  private var actions: HTML {
    Tag.div(.class("actions"), .role("group"), .aria("label", "With the chosen runs")) {
      if request.isTrash {
        if isReadOnly { "The server is read-only." } else { action("restore", "Restore") }
      } else {
        if !isReadOnly {
          Tag.label(.for("tag")) { "Tag" }
          Tag.input(
            .id("tag"), .name("tag"), .type("text"), .placeholder("word or word=value"),
            .autocomplete("off"), .maxlength(200))
          action("tag", "Add")
          action("untag", "Remove")
        }
        Tag.button(
          .type("submit"), .class("primary"), .formmethod(.get), .formaction(Address("compare"))
        ) { "Compare" }
        if !isReadOnly { action("delete", "Delete", class: "danger") }
      }
    }
  }

  private func action(_ value: String, _ text: String, class name: String = "") -> HTML {
    Tag.button(.type("submit"), .name("action"), .value(value), .class(name)) { text }
  }
}
