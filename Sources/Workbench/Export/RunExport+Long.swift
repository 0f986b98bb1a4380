package import RunStore

extension RunExport {
  /// One row per value: the columns of a run, then `metric,value`; in JSON Lines also `at`, when the epoch
  /// was recorded.
  package func writeLong(to write: ([UInt8]) throws -> Void) throws -> [RunIdentifier] {
    var buffer = ExportBuffer()
    let damaged: [RunIdentifier]
    switch format {
    case .csv:
      buffer.bytes += (Self.runColumns + ["metric", "value"]).joined(separator: ",").utf8
      try buffer.endRow(write)
      damaged = try store.forEachRun(runs) { try appendCSV($0, to: &buffer, write) }
    case .jsonl:
      damaged = try store.forEachRun(runs) { try appendJSON($0, to: &buffer, write) }
    }
    try buffer.send(write)
    return damaged
  }

  private func appendCSV(
    _ run: RunReader, to buffer: inout ExportBuffer, _ write: ([UInt8]) throws -> Void
  ) throws {
    var start: [UInt8] = []
    for cell in Self.cells(of: run.record) {
      cell.append(to: &start, as: .csv)
      start.append(UInt8(ascii: ","))
    }
    try run.curves { curve in
      var name = [UInt8(ascii: ",")]
      CSVText.append(curve.metric, to: &name)
      name.append(UInt8(ascii: ","))
      for (epoch, value) in zip(curve.epochs, curve.values) {
        buffer.bytes += start
        buffer.bytes.appendDigits(epoch)
        buffer.bytes += name
        buffer.bytes.appendNumber(value)
        try buffer.endRow(write)
      }
    }
  }

  private func appendJSON(
    _ run: RunReader, to buffer: inout ExportBuffer, _ write: ([UInt8]) throws -> Void
  ) throws {
    let row = JSONRow(run.record)
    let times = try times(of: run)
    var document: [UInt8]? = Array(",\"run\":".utf8) + (try self.document(of: run))
    func append(epoch: Int?, metric: [UInt8], value: ExportCell) throws {
      buffer.bytes += row.start
      buffer.bytes += epoch.flatMap { times[$0] } ?? row.null
      buffer.bytes += row.duration
      ExportCell(epoch).append(to: &buffer.bytes, as: .jsonl)
      buffer.bytes += metric
      if let first = document { buffer.bytes += first }
      document = nil
      buffer.bytes += row.facts
      value.append(to: &buffer.bytes, as: .jsonl)
      buffer.bytes.append(UInt8(ascii: "}"))
      try buffer.endRow(write)
    }
    try run.curves { curve in
      var metric = Array(",\"metric\":".utf8)
      metric.appendJSON(curve.metric)
      for (epoch, value) in zip(curve.epochs, curve.values) {
        try append(epoch: epoch, metric: metric, value: .number(value))
      }
    }
    if document != nil {
      try append(epoch: nil, metric: Array(",\"metric\":null".utf8), value: .none)
    }
  }
}

/// What is the same in every row of a run; keys are sorted, as in all JSON of the product.
private struct JSONRow {
  let start = Array("{\"at\":".utf8)
  let null = Array("null".utf8)
  /// From behind `at` to the epoch.
  let duration: [UInt8]
  /// From behind the metric, and `run` where it is, to the value.
  let facts: [UInt8]

  init(_ run: RunRecord) {
    func pair(_ key: String, _ cell: ExportCell) -> [UInt8] {
      Array(",\"\(key)\":".utf8) + cell.bytes(as: .jsonl)
    }
    duration = pair("duration_s", .number(run.durationSeconds)) + Array(",\"epoch\":".utf8)
    facts =
      pair("run_id", .text(run.id.text)) + pair("run_name", .text(run.name))
      + pair("started_at", .text(Timestamp(run.startedAt).description))
      + pair("status", .text(run.status.rawValue)) + pair("tags", .list(run.tags))
      + Array(",\"value\":".utf8)
  }
}

extension ExportCell {
  fileprivate init(_ value: Int?) { self = value.map { .integer($0) } ?? .none }
}
