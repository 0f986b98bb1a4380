package import RunStore

extension RunExport {
  /// One row per epoch: the columns of a run, then a column per metric and per parameter (`param.NAME`)
  /// that any of the runs has; in JSON Lines also `at`, when the epoch was recorded.
  package func writeWide(to write: ([UInt8]) throws -> Void) throws -> [RunIdentifier] {
    let names = try store.names(of: runs)
    let rows = WideRows(format, metrics: names.metrics, params: names.params)
    var buffer = ExportBuffer()
    if format == .csv {
      buffer.bytes += rows.header
      try buffer.endRow(write)
    }
    let damaged = try store.forEachRun(runs) { run in
      var curves: [String: MetricCurve] = [:]
      try run.curves { curves[$0.metric] = $0 }
      let epochs = Set(curves.values.flatMap(\.epochs)).sorted()
      // In CSV both go nowhere.
      let times = format == .csv ? [:] : try times(of: run)
      var document = format == .csv ? nil : try document(of: run)
      let cells = rows.cells(of: run.record)
      var positions = [Int](repeating: 0, count: names.metrics.count)
      let ordered = names.metrics.map { curves[$0] }
      // In JSON Lines a run without values has a row all the same.
      let all: [Int?] = epochs.isEmpty && format == .jsonl ? [nil] : epochs
      for epoch in all {
        rows.append(
          cells, epoch: epoch, at: epoch.flatMap { times[$0] }, document: document,
          to: &buffer.bytes
        ) { index in
          guard let curve = ordered[index], positions[index] < curve.epochs.count,
            curve.epochs[positions[index]] == epoch
          else { return nil }
          positions[index] += 1
          return curve.values[positions[index] - 1]
        }
        document = nil
        try buffer.endRow(write)
      }
    }
    try buffer.send(write)
    return damaged
  }
}

/// How the rows of a wide export are put together.
private struct WideRows {
  private enum Content {
    /// The same in every row of a run.
    case fact(Int)
    case epoch, at, document
    /// By its place among the metrics.
    case metric(Int)
  }

  private let format: ExportFormat
  private let params: [String]
  /// What stands in each place, and before it: the comma, in JSON Lines also the key.
  private let places: [(start: [UInt8], content: Content)]
  let header: [UInt8]

  init(_ format: ExportFormat, metrics: [String], params: [String]) {
    self.format = format
    self.params = params
    var columns: [(name: String, content: Content)] = []
    for (index, name) in RunExport.runColumns.dropLast().enumerated() {
      columns.append((name, .fact(index)))
    }
    let facts = columns.count
    columns.append(("epoch", .epoch))
    for (index, metric) in metrics.enumerated() {
      columns.append((WideColumn.metric(metric).name, .metric(index)))
    }
    for (index, param) in params.enumerated() {
      columns.append((WideColumn.param(param).name, .fact(facts + index)))
    }
    var header: [UInt8] = []
    switch format {
    case .csv:
      for (index, column) in columns.enumerated() {
        if index > 0 { header.append(UInt8(ascii: ",")) }
        CSVText.append(column.name, to: &header)
      }
      places = columns.enumerated().map { ($0 > 0 ? [UInt8(ascii: ",")] : [], $1.content) }
    case .jsonl:
      columns += [("at", .at), ("run", .document)]
      // "at" is not the first where a metric's name comes before it; the comma is the row's affair.
      places = columns.sorted { $0.name < $1.name }.map { column in
        var key: [UInt8] = []
        key.appendJSON(column.name)
        return (key + [UInt8(ascii: ":")], column.content)
      }
    }
    self.header = header
  }

  /// What is the same in all rows of a run.
  func cells(of run: RunRecord) -> [[UInt8]] {
    let settings = params.map { run.params[$0].map { ExportCell.param($0) } ?? .none }
    return (RunExport.cells(of: run) + settings).map { $0.bytes(as: format) }
  }

  /// - Parameter value: of the metric at that place, nil where the epoch has none.
  func append(
    _ cells: [[UInt8]], epoch: Int?, at: [UInt8]?, document: [UInt8]?, to bytes: inout [UInt8],
    value: (Int) -> Double?
  ) {
    var isFirst = true
    for place in places {
      if case .document = place.content, document == nil { continue }
      if format == .jsonl { bytes.append(UInt8(ascii: isFirst ? "{" : ",")) }
      isFirst = false
      bytes += place.start
      switch place.content {
      case .fact(let index): bytes += cells[index]
      case .epoch:
        (epoch.map { ExportCell.integer($0) } ?? .none).append(to: &bytes, as: format)
      case .at: bytes += at ?? ExportCell.none.bytes(as: format)
      case .document: bytes += document ?? []
      case .metric(let index):
        (value(index).map { ExportCell.number($0) } ?? .none).append(to: &bytes, as: format)
      }
    }
    if format == .jsonl { bytes.append(UInt8(ascii: "}")) }
  }
}
