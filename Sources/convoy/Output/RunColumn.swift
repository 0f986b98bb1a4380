import Foundation
import RunStore
import Training

/// A column of `convoy list`: a fact of the run by its JSON key, `params.NAME`, `metrics.NAME` as
/// filters and sort keys mean it (its last value; `.first`, `.min`, `.max`, `.best`, `.count` for the
/// others), or a bare name: of a metric, for its best value, or of a parameter.
struct RunColumn {
  var column: TextTable.Column
  var cell: (RunRecord) -> TextTable.Cell

  private init(
    _ title: String, _ alignment: TextTable.Alignment = .text,
    _ cell: @escaping (RunRecord) -> TextTable.Cell
  ) {
    column = TextTable.Column(title: title, alignment: alignment)
    self.cell = cell
  }

  /// What `convoy list` shows unless told otherwise.
  static let standard = [
    "name", "id", "status", "epochs", "val_accuracy", "duration", "age", "tags",
  ]

  /// The facts every run has.
  static let facts = [
    "name", "id", "status", "experiment", "epochs", "duration", "age", "startedAt", "endedAt",
    "seed",
    "tags", "note", "dataset", "parameters", "mflop", "host", "isa", "threads", "commit",
  ]

  /// - Parameters:
  ///   - runs: The runs to be shown; bare names are looked up in their metrics and parameters.
  ///   - ids: The beginnings of their identifiers.
  ///   - now: The moment ages are counted to.
  init(
    named name: String, in runs: [RunRecord], ids: ShortIdentifiers, now: Date
  ) throws(CommandError) {
    if let fact = Self.fact(name, ids: ids, now: now) {
      self = fact
    } else if name.hasPrefix("params.") {
      self = Self.parameter(String(name.dropFirst(7)))
    } else if name.hasPrefix("metrics.") {
      self = Self.metric(String(name.dropFirst(8)))
    } else if RunColumn.standard.contains(name) || runs.contains(where: { $0.metrics[name] != nil })
    {
      self = Self.metric(name, name) { $0.best }
    } else if runs.contains(where: { $0.params[name] != nil }) {
      self = Self.parameter(name)
    } else {
      let measured = Set(runs.flatMap { $0.metrics.keys }).sorted()
      let known = Self.facts + measured + Set(runs.flatMap { $0.params.keys }).sorted()
      let suggestion = Spelling(known).nearest(to: name).map { "did you mean \"\($0)\"? " } ?? ""
      throw CommandError(
        .usage,
        "--columns: no column \"\(name)\"; \(suggestion)accepted: \((Self.facts + measured).joined(separator: ", ")), params.NAME, metrics.NAME"
      )
    }
  }

  /// What `metrics.NAME` or `params.NAME` names; nil for other columns.
  static func names(in column: String) -> NamedFields? {
    guard column.hasPrefix("metrics.") || column.hasPrefix("params.") else { return nil }
    // An odd name without backquotes is no filter's.
    return try? RunSort(parsing: column, source: "--columns").names
  }

  private static func fact(
    _ name: String, ids: ShortIdentifiers, now: Date
  ) -> RunColumn? {
    switch name {
    case "name": RunColumn(name) { Cell($0.name) }
    case "id": RunColumn(name) { Cell(ids[$0.id], style: .quiet) }
    case "status": RunColumn(name) { Cell($0.status.rawValue, style: $0.status.style) }
    case "experiment": RunColumn(name) { Cell($0.experiment) }
    case "epochs": RunColumn(name, .number) { Cell($0.epochsText) }
    case "duration":
      RunColumn(name, .number) { Cell(Format.duration($0.durationSeconds)) }
    case "age":
      RunColumn(name, .number) { Cell(Format.age(now.timeIntervalSince($0.startedAt))) }
    case "startedAt": RunColumn(name) { Cell(Format.moment($0.startedAt)) }
    case "endedAt": RunColumn(name) { Cell($0.endedAt.map(Format.moment) ?? "–") }
    case "seed": RunColumn(name, .number) { Cell(String($0.seed)) }
    case "tags": RunColumn(name) { Cell($0.tags.joined(separator: ",")) }
    case "note": RunColumn(name) { Cell($0.note ?? "") }
    case "dataset": RunColumn(name) { Cell($0.dataset.name) }
    case "parameters": RunColumn(name, .number) { Cell(Format.count($0.model.parameters)) }
    case "mflop": RunColumn(name, .number) { Cell(Format.fixed($0.model.mflop, 1)) }
    case "host": RunColumn(name) { Cell($0.environment.host) }
    case "isa": RunColumn(name) { Cell($0.environment.isa) }
    case "threads": RunColumn(name, .number) { Cell(String($0.environment.threads)) }
    case "commit": RunColumn(name) { Cell(String(($0.environment.git?.commit ?? "–").prefix(10))) }
    default: nil
    }
  }

  private static func parameter(_ name: String) -> RunColumn {
    RunColumn(name, .number) { Cell($0.params[name]?.description ?? "–") }
  }

  /// `NAME`, or `NAME.FORM`; forms are written as in filters.
  private static func metric(_ name: String) -> RunColumn {
    let parts = name.split(separator: ".")
    let base = parts.dropLast().joined(separator: ".")
    switch parts.count > 1 ? parts.last?.lowercased() : nil {
    case "last": return metric(base, name) { $0.last }
    case "first": return metric(base, name) { $0.first }
    case "min": return metric(base, name) { $0.min }
    case "max": return metric(base, name) { $0.max }
    case "best": return metric(base, name) { $0.best }
    case "count": return metric(base, name, Format.whole) { Double($0.count) }
    default: return metric(name, name + ".last") { $0.last }
    }
  }

  private static func metric(
    _ name: String, _ title: String, _ text: @escaping (Double?) -> String = Format.metric,
    _ value: @escaping (MetricSummary) -> Double?
  ) -> RunColumn {
    RunColumn(title, .number) { Cell(text($0.metrics[name].flatMap(value))) }
  }

  private typealias Cell = TextTable.Cell
}
