import Charts
import Markup
import RunStore

/// A column of the table of runs, named as `convoy list --columns` names it.
struct RunsColumn {
  let name: String
  /// The key that sorts by it; nil where there is none.
  let sortKey: String?
  /// Whether less comes first when it is chosen to sort by.
  let isLeastFirst: Bool
  let isNumber: Bool
  let cell: (RunRecord) -> HTML

  private init(
    _ name: String, sort: String?, isLeastFirst: Bool = false, isNumber: Bool = false,
    _ cell: @escaping (RunRecord) -> HTML
  ) {
    self.name = name
    sortKey = sort
    self.isLeastFirst = isLeastFirst
    self.isNumber = isNumber
    self.cell = cell
  }

  /// The facts every run has, in the order they are offered.
  static let facts = [
    "status", "experiment", "epochs", "duration", "age", "tags", "note", "id", "startedAt",
    "endedAt",
    "seed", "dataset", "parameters", "mflop", "host", "isa", "threads", "commit",
  ]

  /// Those shown unless others are asked for.
  /// - Parameter metric: the one that says most of the runs; nil where they have none.
  static func standard(metric: String?) -> [String] {
    ["status", "epochs"] + (metric.map { [$0] } ?? []) + ["duration", "age", "tags"]
  }

  /// - Parameters:
  ///   - name: a fact, `params.NAME`, `metrics.NAME`, or the bare name of a metric, for its best value,
  ///     or of a parameter.
  ///   - runs: what is shown, which tells metrics from parameters.
  init(named name: String, in runs: [RunRecord], now: Timestamp) {
    if let fact = Self.fact(name, now: now) {
      self = fact
    } else if name.hasPrefix("params.") {
      self = Self.parameter(name, String(name.dropFirst(7)))
    } else if name.hasPrefix("metrics.") {
      self = Self.metric(name, String(name.dropFirst(8)))
    } else if !runs.contains(where: { $0.metrics[name] != nil }),
      runs.contains(where: { $0.params[name] != nil })
    {
      self = Self.parameter(name, name)
    } else {
      self = Self.metric(name, name, form: "best")
    }
  }

  private static func fact(_ name: String, now: Timestamp) -> RunsColumn? {
    switch name {
    case "status": RunsColumn(name, sort: "status") { RunsColumn.status($0.status) }
    case "experiment": text(name, sort: "experiment", \.experiment)
    case "epochs": RunsColumn(name, sort: "epochs", isNumber: true) { HTML($0.epochsText) }
    case "duration":
      RunsColumn(name, sort: "duration_seconds", isNumber: true) {
        HTML(NumberText.duration($0.durationSeconds))
      }
    case "age":
      RunsColumn(name, sort: "started_at", isNumber: true) { run in
        Tag.time(.datetime("\(Timestamp(run.startedAt))"), .title("\(Timestamp(run.startedAt))")) {
          PageText.age(of: run.startedAt, now: now)
        }
      }
    case "startedAt": RunsColumn(name, sort: "started_at") { PageText.moment($0.startedAt) }
    case "endedAt":
      RunsColumn(name, sort: "ended_at") { $0.endedAt.map(PageText.moment) ?? HTML("–") }
    case "tags": RunsColumn(name, sort: nil) { RunsColumn.tags($0.tags) }
    case "note": RunsColumn(name, sort: "note") { HTML($0.note ?? "") }
    case "id": RunsColumn(name, sort: "id") { run in Tag.code { run.id.text } }
    case "seed": RunsColumn(name, sort: "seed", isNumber: true) { HTML("\($0.seed)") }
    case "dataset": text(name, sort: "dataset", \.dataset.name)
    case "parameters":
      RunsColumn(name, sort: "parameters", isNumber: true) {
        HTML(NumberText.count($0.model.parameters))
      }
    case "mflop":
      RunsColumn(name, sort: "mflop", isNumber: true) { HTML(NumberText.fixed($0.model.mflop, 1)) }
    case "host": text(name, sort: "host", \.environment.host)
    case "isa": text(name, sort: "isa", \.environment.isa)
    case "threads":
      RunsColumn(name, sort: "threads", isNumber: true) { HTML("\($0.environment.threads)") }
    case "commit":
      RunsColumn(name, sort: "commit") { run in
        Tag.code { String((run.environment.git?.commit ?? "–").prefix(10)) }
      }
    default: nil
    }
  }

  private static func text(
    _ name: String, sort: String, _ path: KeyPath<RunRecord, String>
  ) -> RunsColumn {
    RunsColumn(name, sort: sort, isLeastFirst: true) { HTML($0[keyPath: path]) }
  }

  private static func parameter(_ column: String, _ name: String) -> RunsColumn {
    RunsColumn(column, sort: key("params", name), isLeastFirst: true, isNumber: true) {
      HTML($0.params[name]?.description ?? "–")
    }
  }

  /// `NAME`, or `NAME.FORM`, forms as in filters; without one the last value.
  private static func metric(_ column: String, _ name: String, form: String? = nil) -> RunsColumn {
    let forms = ["last", "first", "min", "max", "best", "count"]
    let end = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    if form == nil, name.contains("."), forms.contains(end) {
      return metric(column, String(name.dropLast(end.count + 1)), form: end)
    }
    let form = form ?? "last"
    return RunsColumn(
      column, sort: key("metrics", name).map { "\($0).\(form)" },
      isLeastFirst: MetricDirection.of(name) == .min, isNumber: true
    ) { run in
      guard let summary = run.metrics[name] else { return HTML("–") }
      return switch form {
      case "first": HTML(PageText.metric(summary.first))
      case "min": HTML(PageText.metric(summary.min))
      case "max": HTML(PageText.metric(summary.max))
      case "best": HTML(PageText.metric(summary.best))
      case "count": HTML(NumberText.count(summary.count))
      default: HTML(PageText.metric(summary.last))
      }
    }
  }

  /// A key as filters name it; nil for a name that cannot be written there.
  private static func key(_ prefix: String, _ name: String) -> String? {
    if name.contains("`") { return nil }
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    return isPlain ? "\(prefix).\(name)" : "\(prefix).`\(name)`"
  }

  /// A status as a word with a dot in its colour.
  static func status(_ status: RunStatus) -> HTML {
    Tag.span(.class("status \(status.rawValue)")) { status.rawValue }
  }

  static func tags(_ tags: [String]) -> HTML {
    HTML { for tag in tags { Tag.span(.class("tag")) { tag } } }
  }
}

extension RunRecord {
  /// Epochs that are recorded.
  private var epochsDone: Int {
    metrics["train_loss"]?.count ?? metrics.values.map(\.count).max() ?? 0
  }

  /// Epochs done of those asked for: `5/12`.
  var epochsText: String {
    params["training.epochs"].map { "\(epochsDone)/\($0)" } ?? "\(epochsDone)"
  }
}
