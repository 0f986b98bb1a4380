/// The file formats of `convoy export`.
enum ExportFormat: String, CaseIterable {
  /// Comma-separated values with a header line.
  case csv
  /// One JSON object per line.
  case jsonl
}

/// Writes the rows of an export as they come.
struct RowWriter: ~Copyable {
  private let format: ExportFormat
  /// In JSON Lines each key is written with its quotes, colon and leading comma or brace.
  private let keys: [String]
  private let file: OutputFile

  /// - Parameter columns: The names of the cells of every row.
  init(_ format: ExportFormat, columns: [String], file: consuming OutputFile) throws {
    self.format = format
    keys = columns.enumerated().map { ($0.offset == 0 ? "{" : ",") + jsonString($0.element) + ":" }
    self.file = file
    if format == .csv { try self.file.write(CSVRow(columns).text + "\n") }
  }

  func write(_ row: [ExportValue]) throws {
    precondition(row.count == keys.count, "\(row.count) cells for \(keys.count) columns")
    switch format {
    case .csv: try file.write(CSVRow(row.map(\.csvField)).text + "\n")
    case .jsonl:
      var line = ""
      for (key, value) in zip(keys, row) { line += key + value.json }
      try file.write(line + "}\n")
    }
  }

  consuming func finish() throws { try file.finish() }
}
