import RunStore
import Workbench

extension RunComparison {
  func lines(for destination: Destination) -> [String] {
    var lines: [String] = []
    for table in [settings, network, results] where !table.rows.isEmpty {
      if !lines.isEmpty { lines.append("") }
      lines += table.lines(for: destination)
    }
    return lines
  }

  /// Parameters, then facts; a column per run.
  private var settings: TextTable {
    TextTable(
      [.text("parameter")] + runs.map { .number($0.name) },
      rows: (parameters + facts).map { row in
        [.init(row.name)] + row.values.map { .init(Self.text($0, of: row.name)) }
      })
  }

  /// A line per layer of the networks.
  private var network: TextTable {
    TextTable(
      [.text("layer")] + runs.map { .text($0.name) },
      rows: layers.map { row in [.init(row.name)] + row.values.map { .init($0 ?? "–") } })
  }

  /// Two lines per metric: its last value, and its best with the epoch.
  private var results: TextTable {
    var table = TextTable(
      [.text("metric"), .text("")] + runs.map { .number($0.name) })
    for metric in metrics {
      table.append(
        [.init(metric.name), "last"] + metric.values.map { .init(Format.metric($0?.last)) })
      // One value is its own best.
      if metric.values.allSatisfy({ ($0?.count ?? 0) < 2 }) { continue }
      table.append(
        ["", "best"]
          + metric.values.enumerated().map { index, summary in
            .init(Self.best(summary), style: index == metric.winner ? .good : nil)
          })
    }
    return table
  }

  private static func best(_ summary: MetricSummary?) -> String {
    guard let summary, let best = summary.best, let epoch = summary.bestEpoch else { return "–" }
    return "\(Format.metric(best)) @\(epoch)"
  }

  private static func text(_ value: ParamValue?, of name: String) -> String {
    guard let value else { return "–" }
    switch name {
    case "dataset.fingerprint", "environment.git": return String(value.description.prefix(12))
    case "duration_seconds": return Format.duration(value.number)
    case "model.parameters": return value.number.map { Format.count(Int($0)) } ?? value.description
    case "model.mflop": return value.number.map { Format.fixed($0, 1) } ?? value.description
    default: return value.description
    }
  }
}
