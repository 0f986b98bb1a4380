import Digests
import Foundation
import RunStore

/// Runs out of TensorBoard event files: each folder that has some is a run, as TensorBoard takes it.
struct TensorBoardImport {
  /// The folder of runs, or one event file.
  let path: String
  let experiment: String
  /// What was left out, one line each.
  private(set) var notes: [String] = []

  init(path: String, experiment: String) {
    self.path = path
    self.experiment = experiment
  }

  /// The runs of a folder, or of one file.
  mutating func runs(isFolder: Bool) throws -> [ImportedRun] {
    if !isFolder { return try [run(name: URL(fileURLWithPath: path).lastPathComponent, [path])] }
    var files: [String: [String]] = [:]
    guard let found = FileManager.default.enumerator(atPath: path) else {
      throw ImportError.unreadable(path: path, reason: "cannot be listed")
    }
    for case let file as String in found {
      let name = (file as NSString).lastPathComponent
      guard name.contains("tfevents") else { continue }
      files[(file as NSString).deletingLastPathComponent, default: []].append(path + "/" + file)
    }
    if files.isEmpty { throw ImportError.unknownFormat(path: path) }
    let own = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    return try files.sorted { $0.key < $1.key }.map { folder, files in
      try run(name: folder.isEmpty ? own : folder, files.sorted())
    }
  }

  private mutating func run(name: String, _ files: [String]) throws -> ImportedRun {
    // By metric and step: the value written last, and when.
    var values: [String: [Int: (at: Double, value: Double)]] = [:]
    var times: [Int: Double] = [:]
    var (first, last): (Double?, Double?) = (nil, nil)
    var below = 0
    for file in files {
      let chunks = try FileChunks(file)
      let isCut = try EventFile(path: file).read(chunks.next(atMost:)) { wallTime, scalars in
        guard (0..<1e12).contains(wallTime) else { return }
        first = min(first ?? wallTime, wallTime)
        last = max(last ?? wallTime, wallTime)
        for event in scalars {
          guard let step = Int(exactly: event.step), step >= 0 else {
            below += 1
            continue
          }
          if let known = values[event.tag]?[step], known.at > wallTime { continue }
          values[event.tag, default: [:]][step] = (wallTime, event.value)
          times[step] = max(times[step] ?? wallTime, wallTime)
        }
      }
      if isCut { notes.append("\(file): its last event is cut off; the ones before it count") }
    }
    guard let first, let last else {
      throw ImportError.contradiction(
        path: files[0], found: "no event with a time; accepted: a TensorBoard event file")
    }
    if below > 0 { notes.append("run \(name): values of steps below 0 left out: \(below)") }
    var run = ImportedRun(
      id: identifier(name: name, files, first: first), name: name, experiment: experiment,
      status: .finished, startedAt: Date(timeIntervalSince1970: first))
    run.endedAt = Date(timeIntervalSince1970: last)
    run.times = times.mapValues { Timestamp(Date(timeIntervalSince1970: $0)) }
    run.curves = values.sorted { $0.key < $1.key }.map { tag, values in
      let steps = values.sorted { $0.key < $1.key }
      return MetricCurve(metric: tag, epochs: steps.map(\.key), values: steps.map(\.value.value))
    }
    return run
  }

  /// The same each time: of the first event's moment, and of the names, which say when, where and by which
  /// process the files were begun.
  private func identifier(name: String, _ files: [String], first: Double) -> RunIdentifier? {
    let names = files.map { ($0 as NSString).lastPathComponent }
    let digest = sha256(Array(([name] + names).joined(separator: "\n").utf8)).hexString
    let time = String(UInt64(max(0, first * 1000)) & 0xFFFF_FFFF_FFFF, radix: 16)
    let digits = Array(
      String(repeating: "0", count: 12 - time.count) + time + "7" + digest.prefix(3)
        + "8" + digest.dropFirst(3).prefix(15))
    return RunIdentifier(
      [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        .joined(separator: "-"))
  }
}
