/// The file formats of an export.
package enum ExportFormat: String, CaseIterable, Sendable {
  /// Comma-separated values with a header line.
  case csv
  /// One JSON object per line.
  case jsonl
}
