import Foundation
package import RunStore

/// Every epoch of every metric of some runs, as rows.
package struct RunExport {
  package let store: RunStore
  package let runs: [RunRecord]

  package init(store: RunStore, runs: [RunRecord]) {
    self.store = store
    self.runs = runs
  }

  /// The columns both forms begin with.
  private static let runColumns = [
    "run_id", "run_name", "status", "tags", "started_at", "duration_s", "epoch",
  ]

  /// One row per value: the columns above, then `metric,value`.
  package func writeLong(_ format: ExportFormat, to write: (String) throws -> Void) throws {
    let rows = RowFormatter(format, columns: Self.runColumns + ["metric", "value"])
    try write(rows.header)
    for run in runs {
      let cells = Self.cells(of: run)
      try store.history(of: [run.id]) { point in
        try write(
          rows.line(cells + [.integer(point.epoch), .text(point.metric), .number(point.value)]))
      }
    }
  }

  /// One row per epoch: the columns above, then a column per metric and per parameter (`param.NAME`).
  package func writeWide(_ format: ExportFormat, to write: (String) throws -> Void) throws {
    let metrics = Set(runs.flatMap { $0.metrics.keys }).sorted()
    let params = Set(runs.flatMap { $0.params.keys }).sorted()
    let columns = Self.runColumns + metrics + params.map { "param." + $0 }
    let rows = RowFormatter(format, columns: columns)
    try write(rows.header)
    for run in runs {
      var epochs: [Int: [String: Double]] = [:]
      try store.history(of: [run.id]) {
        epochs[$0.epoch, default: [:]][$0.metric] = $0.value
      }
      let cells = Self.cells(of: run)
      let settings = params.map { run.params[$0].map(ExportValue.init) ?? .none }
      for (epoch, values) in epochs.sorted(by: { $0.key < $1.key }) {
        let measured = metrics.map { values[$0].map { ExportValue.number($0) } ?? .none }
        try write(rows.line(cells + [.integer(epoch)] + measured + settings))
      }
    }
  }

  private static func cells(of run: RunRecord) -> [ExportValue] {
    [
      .text(run.id.text), .text(run.name), .text(run.status.rawValue), .list(run.tags),
      .text(Timestamp(run.startedAt).description), .number(run.durationSeconds),
    ]
  }
}
