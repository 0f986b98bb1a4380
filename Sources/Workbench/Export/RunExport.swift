package import RunStore

/// Every epoch of every metric of some runs, as rows. Whatever their number, one run is in memory
/// at most.
///
/// The first row of each run in JSON Lines has the whole run under `run`, so that `RunImport` can make it
/// anew; a run without values has one row there all the same.
///
/// Both forms give the runs that could not be read in whole because they lie on damaged pages.
package struct RunExport {
  package let store: RunStore
  package let runs: [RunIdentifier]
  package let format: ExportFormat

  package init(store: RunStore, runs: [RunIdentifier], format: ExportFormat) {
    self.store = store
    self.runs = runs
    self.format = format
  }

  /// The columns both forms begin with.
  static let runColumns = [
    "run_id", "run_name", "status", "tags", "started_at", "duration_s", "epoch",
  ]

  /// The cells of these columns, without the epoch.
  static func cells(of run: RunRecord) -> [ExportCell] {
    [
      .text(run.id.text), .text(run.name), .text(run.status.rawValue), .list(run.tags),
      .text(Timestamp(run.startedAt).description), .number(run.durationSeconds),
    ]
  }

  /// Everything of a run, as the cell of the column `run`.
  func document(of run: RunReader) throws -> [UInt8] {
    try RunDocument(
      run.record, experimentText: try run.experimentText(), codeDiff: try run.codeDiff()
    ).line()
  }

  /// When each epoch was recorded, as the cells of the column `at`.
  func times(of run: RunReader) throws -> [Int: [UInt8]] {
    try run.epochTimes().mapValues {
      ExportCell.text($0.description).bytes(as: format)
    }
  }
}
