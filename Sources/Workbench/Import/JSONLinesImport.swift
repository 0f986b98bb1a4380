import Foundation
import RunStore

/// Runs out of the JSON Lines that `RunExport` writes, long or wide.
struct JSONLinesImport {
  let path: String
  /// The experiment of runs whose first row does not say all of them.
  let experiment: String

  /// The members of a row.
  private struct Line {
    var id, name, status, started, metric, at: String?
    var tags: [String] = []
    var duration: Double?
    var epoch: Int?
    var value: JSONScanner.Value?
    var document: Range<Int>?
    var others: [(column: WideColumn, value: JSONScanner.Value)] = []
    var isLong = false
  }

  func runs(_ refill: @escaping () throws -> [UInt8]) throws -> [ImportedRun] {
    var reader = LineReader(path: path, refill: refill)
    var collector = RunCollector(path: path)
    while let bytes = try reader.next() {
      if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
      do {
        try add(bytes, to: &collector)
      } catch let failure as JSONScanner.Failure {
        throw wrong(reader.line, "column \(failure.offset + 1): \(failure.found); accepted: JSON")
      } catch let failure as LineFailure {
        throw wrong(reader.line, failure.found)
      }
    }
    return try collector.finish()
  }

  private struct LineFailure: Error { let found: String }

  private func add(_ bytes: ArraySlice<UInt8>, to collector: inout RunCollector) throws {
    let line = try read(bytes)
    guard let id = line.id else {
      throw LineFailure(found: "no run_id; accepted: lines that convoy export writes")
    }
    let run = try collector.run(id) { try facts(line, bytes, id: id) }
    guard let epoch = line.epoch else { return }
    if let at = line.at {
      guard let time = Timestamp(at) else {
        throw LineFailure(found: "at \"\(at)\"; accepted: a time")
      }
      collector.set(time: time, of: epoch, of: run)
    }
    if line.isLong {
      guard let metric = line.metric, !metric.isEmpty, let value = line.value else {
        throw LineFailure(found: "no metric or no value; accepted: both")
      }
      collector.add(metric, epoch: epoch, try number(value), to: run)
    }
    for (column, value) in line.others where value != .null {
      if case .metric(let name) = column {
        collector.add(name, epoch: epoch, try number(value), to: run)
      }
    }
  }

  private func read(_ bytes: ArraySlice<UInt8>) throws -> Line {
    var line = Line()
    var scanner = JSONScanner(bytes)
    try scanner.members { key, value in
      switch (key, value) {
      case ("run_id", .string(let text)): line.id = text
      case ("run_name", .string(let text)): line.name = text
      case ("status", .string(let text)): line.status = text
      case ("started_at", .string(let text)): line.started = text
      case ("at", .string(let text)): line.at = text
      case ("at", .null): break
      case ("tags", .nested(let range)): line.tags = try JSONScanner.strings(in: bytes, range)
      case ("duration_s", .number(let text)): line.duration = Double(text)
      case ("epoch", .number(let text)):
        guard let epoch = Int(text), epoch >= 0 else {
          throw LineFailure(found: "epoch \(text); accepted: a whole number from 0")
        }
        line.epoch = epoch
      case ("epoch", .null), ("value", .null): break
      case ("metric", .string(let text)): (line.metric, line.isLong) = (text, true)
      case ("metric", .null): line.isLong = true
      case ("value", _): line.value = value
      case ("run", .nested(let range)): line.document = range
      case ("run_id", _), ("run_name", _), ("status", _), ("started_at", _), ("at", _), ("tags", _),
        ("duration_s", _), ("epoch", _), ("run", _):
        throw LineFailure(found: "\(key) of another kind; accepted: as convoy export writes it")
      default: line.others.append((WideColumn(named: key), value))
      }
    }
    return line
  }

  private func facts(
    _ line: Line, _ bytes: ArraySlice<UInt8>, id: String
  ) throws -> ImportedRun {
    if let range = line.document {
      do {
        let document = try JSONDecoder().decode(RunDocument.self, from: Data(bytes[range]))
        return ImportedRun(document)
      } catch {
        throw LineFailure(
          found: "run: \(error.place); accepted: what convoy export writes")
      }
    }
    guard let identifier = RunIdentifier(id), let status = line.status.flatMap(RunStatus.init),
      let started = line.started.flatMap({ Timestamp($0) })
    else {
      throw LineFailure(
        found: "no run_id, status or started_at of a run; accepted: lines that convoy export writes"
      )
    }
    var run = ImportedRun(
      id: identifier, name: line.name, experiment: experiment, status: status,
      startedAt: started.date)
    run.tags = line.tags
    run.endedAt = line.duration.map { started.date + $0 }
    for (column, value) in line.others {
      guard case .param(let name) = column else { continue }
      switch value {
      case .number(let text): run.params[name] = ParamValue(parsing: text)
      case .string(let text): run.params[name] = ParamValue(parsing: text)
      case .null, .bool, .nested: break
      }
    }
    return run
  }

  private func number(_ value: JSONScanner.Value) throws -> Double {
    let number: Double? =
      switch value {
      case .number(let text), .string(let text): Double(exportedAs: text)
      case .null, .bool, .nested: nil
      }
    guard let number else {
      throw LineFailure(
        found: "a value that is no number; accepted: a number, \"NaN\", \"Infinity\"")
    }
    return number
  }

  private func wrong(_ line: Int, _ found: String) -> ImportError {
    .wrongLine(path: path, line: line, found: found)
  }
}

extension ImportedRun {
  /// The run that an export's document describes.
  init(_ document: RunDocument) {
    let record = document.record
    self.init(
      id: record.id, name: record.name, experiment: record.experiment, status: record.status,
      startedAt: record.startedAt)
    message = record.message
    tags = record.tags
    note = record.note
    seed = record.seed
    params = record.params
    endedAt = record.endedAt
    environment = record.environment
    dataset = record.dataset
    model = record.model
    bestMetric = record.bestMetric
    parent = record.parent
    commandLine = record.commandLine
    experimentText = document.experimentText
    if let diff = document.codeDiff, !diff.text.isEmpty {
      codeDiff = CodeDiff(text: diff.text, bytes: max(diff.bytes, diff.text.utf8.count))
    }
  }
}

extension Error {
  /// Where a decoder found something else than it wanted.
  fileprivate var place: String {
    guard let error = self as? DecodingError else { return "no JSON" }
    let (context, what): (DecodingError.Context, String) =
      switch error {
      case .keyNotFound(let key, let context): (context, "no \(key.stringValue)")
      case .typeMismatch(_, let context): (context, "a value of another kind")
      case .valueNotFound(_, let context): (context, "no value")
      case .dataCorrupted(let context): (context, "a value that is none of those")
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: ""), "no run")
      }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? what : "\(path): \(what)"
  }
}
