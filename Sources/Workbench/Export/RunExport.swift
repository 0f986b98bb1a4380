import Foundation
import RunStore

/// Every epoch of every metric of some runs, as rows.
struct RunExport {
  let store: RunStore
  let runs: [RunRecord]

  /// The columns both forms begin with.
  private static let runColumns = [
    "run_id", "run_name", "status", "tags", "started_at", "duration_s", "epoch",
  ]

  /// One row per value: the columns above, then `metric,value`.
  func writeLong(_ format: ExportFormat, to file: consuming OutputFile) throws {
    let writer = try RowWriter(format, columns: Self.runColumns + ["metric", "value"], file: file)
    for run in runs {
      let cells = Self.cells(of: run)
      try store.history(of: [run.id]) { point in
        try writer.write(
          cells + [.integer(point.epoch), .text(point.metric), .number(point.value)])
      }
    }
    try writer.finish()
  }

  /// One row per epoch: the columns above, then a column per metric and per parameter (`param.NAME`).
  func writeWide(_ format: ExportFormat, to file: consuming OutputFile) throws {
    let metrics = Set(runs.flatMap { $0.metrics.keys }).sorted()
    let params = Set(runs.flatMap { $0.params.keys }).sorted()
    let columns = Self.runColumns + metrics + params.map { "param." + $0 }
    let writer = try RowWriter(format, columns: columns, file: file)
    for run in runs {
      var epochs: [Int: [String: Double]] = [:]
      try store.history(of: [run.id]) {
        epochs[$0.epoch, default: [:]][$0.metric] = $0.value
      }
      let cells = Self.cells(of: run)
      let settings = params.map { run.params[$0].map(ExportValue.init) ?? .none }
      for (epoch, values) in epochs.sorted(by: { $0.key < $1.key }) {
        let measured = metrics.map { values[$0].map { ExportValue.number($0) } ?? .none }
        try writer.write(cells + [.integer(epoch)] + measured + settings)
      }
    }
    try writer.finish()
  }

  private static func cells(of run: RunRecord) -> [ExportValue] {
    [
      .text(run.id.text), .text(run.name), .text(run.status.rawValue), .list(run.tags),
      .text(Timestamp(run.startedAt).description), .number(run.durationSeconds),
    ]
  }
}
