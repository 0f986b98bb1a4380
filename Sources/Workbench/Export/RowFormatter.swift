/// The file formats of an export.
package enum ExportFormat: String, CaseIterable, Sendable {
  /// Comma-separated values with a header line.
  case csv
  /// One JSON object per line.
  case jsonl
}

/// Writes rows of cells as text.
struct RowFormatter {
  private let format: ExportFormat
  private let columns: [String]
  /// In JSON Lines each key is written with its quotes, colon and leading comma or brace.
  private let keys: [String]
  /// The cell each key stands for; keys are sorted, as in all JSON of the product.
  private let order: [Int]

  /// - Parameter columns: The names of the cells of every row.
  init(_ format: ExportFormat, columns: [String]) {
    self.format = format
    self.columns = columns
    order = columns.indices.sorted { columns[$0] < columns[$1] }
    keys = order.enumerated().map { position, index in
      (position == 0 ? "{" : ",") + jsonString(columns[index]) + ":"
    }
  }

  /// What stands before the first row.
  var header: String {
    switch format {
    case .csv: CSVRow(columns).text + "\n"
    case .jsonl: ""
    }
  }

  /// A row with its line break.
  func line(_ row: [ExportValue]) -> String {
    precondition(row.count == keys.count, "\(row.count) cells for \(keys.count) columns")
    switch format {
    case .csv: return CSVRow(row.map(\.csvField)).text + "\n"
    case .jsonl:
      var line = ""
      for (key, index) in zip(keys, order) { line += key + row[index].json }
      return line + "}\n"
    }
  }
}
