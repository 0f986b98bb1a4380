package import RunStore

/// Every epoch of every metric of some runs, as rows. Whatever their number, the records of a hundred runs
/// and the curves of one are in memory at most.
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

  /// Calls `body` with each run; one that lies on damaged pages is passed over from where it cannot be
  /// read.
  /// - Returns: these runs.
  func forEachRun(_ body: (RunRecord) throws -> Void) throws -> [RunIdentifier] {
    var damaged: [RunIdentifier] = []
    func survivingDamage(_ run: RunIdentifier, _ body: () throws -> Void) throws {
      do {
        try body()
      } catch StoreError.unusableFile {
        damaged.append(run)
      }
    }
    for start in stride(from: 0, to: runs.count, by: 100) {
      let slice = Array(runs[start..<min(start + 100, runs.count)])
      var records: [RunRecord] = []
      do {
        records = try store.runs(slice)
      } catch .unusableFile {
        for run in slice { try survivingDamage(run) { records += try store.runs([run]) } }
      }
      for run in records { try survivingDamage(run.id) { try body(run) } }
    }
    return damaged
  }

  /// Everything of a run, as the cell of the column `run`.
  func document(of run: RunRecord) throws -> [UInt8] {
    try RunDocument(run, experimentText: try store.experimentText(of: run.id)).line()
  }

  /// When each epoch was recorded, as the cells of the column `at`.
  func times(of run: RunRecord) throws -> [Int: [UInt8]] {
    try store.epochTimes(of: run.id).mapValues {
      ExportCell.text($0.description).bytes(as: format)
    }
  }
}
