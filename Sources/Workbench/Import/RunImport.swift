import Files
import Foundation
package import RunStore

/// Records the runs of a file that another program, or `RunExport`, wrote; what the file is, its first
/// bytes tell. Nothing is recorded of a file that is wrong anywhere, except of an MLflow database, which is
/// read run by run.
package struct RunImport {
  package let store: RunStore
  /// The experiment of runs whose file names none; nil for the file's name.
  package let experiment: String?

  package init(store: RunStore, experiment: String? = nil) {
    self.store = store
    self.experiment = experiment
  }

  /// Whether `path` is a folder.
  /// - Throws: an error for a path where there is nothing.
  @discardableResult
  package static func requireFile(_ path: String) throws -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ImportError.missing(path: path)
    }
    return isFolder.boolValue
  }

  /// Imports one file, or a folder of TensorBoard's.
  package func run(_ path: String) throws -> ImportReport {
    let isFolder = try Self.requireFile(path)
    let stem = URL(fileURLWithPath: path).standardizedFileURL.deletingPathExtension()
      .lastPathComponent
    let experiment = experiment ?? stem
    if isFolder { return try importTensorBoard(path, experiment, isFolder: true) }
    let start = try FileChunks(path).next(atMost: 4096)
    if start.starts(with: "SQLite format 3\0".utf8) { return try importMLflow(path) }
    if EventFile.begins(start[...]) {
      return try importTensorBoard(path, experiment, isFolder: false)
    }
    let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start[3...] : start[...]
    let chunks = try FileChunks(path)
    if text.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") {
      return try record(
        JSONLinesImport(path: path, experiment: experiment).runs(chunks.next), of: path)
    }
    guard text.prefix(while: { $0 != UInt8(ascii: "\n") }).firstRange(of: "run_id".utf8) != nil
    else { throw ImportError.unknownFormat(path: path) }
    return try record(CSVImport(path: path, experiment: experiment).runs(chunks.next), of: path)
  }

  private func importTensorBoard(
    _ path: String, _ experiment: String, isFolder: Bool
  ) throws -> ImportReport {
    var events = TensorBoardImport(path: path, experiment: experiment)
    let runs = try events.runs(isFolder: isFolder)
    var report = try record(runs, of: path)
    report.notes = events.notes
    return report
  }

  private func importMLflow(_ path: String) throws -> ImportReport {
    let file = try MLflowFile(path: path)
    let (ids, deleted) = try file.runs()
    var report = ImportReport()
    var batch: [ImportedRun] = []
    var leftOut = 0
    for id in ids {
      let (run, without) = try file.run(id)
      batch.append(run)
      leftOut += without
      if batch.isFull { report.add(try record(batch.removeAllAndGive(), of: path)) }
    }
    report.add(try record(batch, of: path))
    if deleted > 0 { report.notes.append("deleted runs left out: \(deleted)") }
    if leftOut > 0 {
      report.notes.append(
        "values left out, of steps below 0 or followed by another of the same step: \(leftOut)")
    }
    return report
  }

  /// Records runs in transactions of bounded size, the oldest first, so that `@last` stays the newest.
  private func record(_ runs: [ImportedRun], of path: String) throws -> ImportReport {
    var report = ImportReport()
    var batch: [ImportedRun] = []
    for run in runs.sorted(by: { $0.startedAt < $1.startedAt }) {
      batch.append(run)
      if batch.isFull {
        report.add(try store.importRuns(batch.removeAllAndGive(), from: path))
      }
    }
    report.add(try store.importRuns(batch, from: path))
    return report
  }
}

extension [ImportedRun] {
  /// Whether these are enough for one transaction.
  fileprivate var isFull: Bool {
    count >= 100 || reduce(0) { $0 + $1.curves.reduce(0) { $0 + $1.values.count } } >= 100_000
  }

  fileprivate mutating func removeAllAndGive() -> [ImportedRun] {
    defer { removeAll() }
    return self
  }
}

extension ImportReport {
  fileprivate mutating func add(_ other: ImportReport) {
    taken += other.taken
    known += other.known
    notes += other.notes
  }
}
