import Foundation
import RunStore

/// Runs out of the CSV that `RunExport` writes, long or wide; the columns may have another order.
struct CSVImport {
  let path: String
  /// The experiment of the runs, which such a file does not name.
  let experiment: String

  private struct Header {
    enum Value {
      case long(metric: Int, value: Int)
      case wide([(index: Int, column: WideColumn)])
    }

    var count: Int
    var id, name, status, started, epoch: Int
    var tags, duration: Int?
    var value: Value
  }

  func runs(_ refill: @escaping () throws -> [UInt8]) throws -> [ImportedRun] {
    var reader = CSVReader(path: path, refill: refill)
    var row = CSVReader.Row()
    guard try reader.next(&row) else { throw ImportError.unknownFormat(path: path) }
    let header = try header(row)
    var collector = RunCollector(path: path)
    while try reader.next(&row) {
      guard row.count == header.count else {
        throw wrong(row, "\(row.count) fields; accepted: \(header.count), as in the first line")
      }
      let run = try collector.run(try text(row, header.id)) { try facts(row, header) }
      guard let epoch = Int(try text(row, header.epoch)), epoch >= 0 else {
        throw wrong(
          row, "epoch \"\(try text(row, header.epoch))\"; accepted: a whole number from 0")
      }
      switch header.value {
      case .long(let metric, let value):
        let name = CSVText.text(of: try text(row, metric))
        guard !name.isEmpty else { throw wrong(row, "a metric without a name; accepted: a name") }
        collector.add(name, epoch: epoch, try number(row, value), to: run)
      case .wide(let columns):
        for (index, column) in columns where !row.isMissing(index) {
          switch column {
          case .metric(let name):
            collector.add(name, epoch: epoch, try number(row, index), to: run)
          case .param(let name):
            let value = CSVText.text(of: try text(row, index))
            collector.set(ParamValue(parsing: value), of: name, of: run)
          }
        }
      }
    }
    return try collector.finish()
  }

  private func header(_ row: CSVReader.Row) throws -> Header {
    var places: [String: Int] = [:]
    for index in 0..<row.count {
      let name = CSVText.text(of: try text(row, index))
      guard places.updateValue(index, forKey: name) == nil, !name.isEmpty else {
        throw wrong(row, "column \"\(name)\" is there twice or has no name; accepted: once")
      }
    }
    func place(_ name: String) throws -> Int {
      guard let place = places[name] else {
        throw wrong(row, "no column \(name); accepted: the columns that convoy export writes")
      }
      return place
    }
    let value: Header.Value
    if let metric = places["metric"], let number = places["value"] {
      value = .long(metric: metric, value: number)
    } else {
      value = .wide(
        places.filter { !RunExport.runColumns.contains($0.key) }.sorted { $0.value < $1.value }
          .map { ($0.value, WideColumn(named: $0.key)) })
    }
    return try Header(
      count: row.count, id: place("run_id"), name: place("run_name"), status: place("status"),
      started: place("started_at"), epoch: place("epoch"), tags: places["tags"],
      duration: places["duration_s"], value: value)
  }

  private func facts(_ row: CSVReader.Row, _ header: Header) throws -> ImportedRun {
    let id = try text(row, header.id)
    guard let identifier = RunIdentifier(id) else {
      throw wrong(row, "run_id \"\(id)\"; accepted: a UUID")
    }
    let status = try text(row, header.status)
    guard let status = RunStatus(rawValue: status) else {
      throw wrong(
        row, "status \"\(status)\"; accepted: running, finished, failed, interrupted, crashed")
    }
    let started = try text(row, header.started)
    guard let started = Timestamp(started) else {
      throw wrong(row, "started_at \"\(started)\"; accepted: 2026-11-23T05:33:05.123Z")
    }
    var run = ImportedRun(
      id: identifier, name: CSVText.text(of: try text(row, header.name)), experiment: experiment,
      status: status, startedAt: started.date)
    if let tags = header.tags {
      run.tags = CSVText.separated(CSVText.text(of: try text(row, tags)))
    }
    if let duration = header.duration, !row.isMissing(duration) {
      let seconds = try number(row, duration)
      guard seconds.isFinite else { throw wrong(row, "duration_s \(seconds); accepted: a number") }
      run.endedAt = started.date + seconds
    }
    return run
  }

  private func text(_ row: CSVReader.Row, _ index: Int) throws -> String {
    guard let text = row.text(index) else { throw wrong(row, "a text that is no UTF-8") }
    return text
  }

  private func number(_ row: CSVReader.Row, _ index: Int) throws -> Double {
    let text = try text(row, index)
    guard let number = Double(exportedAs: text) else {
      throw wrong(row, "\"\(text.prefix(40))\"; accepted: a number, NaN, Infinity or -Infinity")
    }
    return number
  }

  private func wrong(_ row: CSVReader.Row, _ found: String) -> ImportError {
    .wrongLine(path: path, line: row.line, found: found)
  }
}

extension Double {
  /// The number that an export writes so; nil for anything else.
  init?(exportedAs text: String) {
    switch text {
    case "NaN": self = .nan
    case "Infinity": self = .infinity
    case "-Infinity": self = -.infinity
    default:
      guard let number = ParamValue(parsing: text).number else { return nil }
      self = number
    }
  }
}
