import RunStore

/// One value of an exported row.
enum ExportCell {
  case none
  case text(String)
  case list([String])
  case integer(Int)
  case number(Double)
  case param(ParamValue)
}

extension ExportCell {
  /// Appends the value as `format` writes it, so that reading it gives the same bits. A number JSON has
  /// no word for is a string there, as everywhere in the product; no value is nothing in CSV.
  func append(to bytes: inout [UInt8], as format: ExportFormat) {
    switch (self, format) {
    case (.none, .csv): break
    case (.none, .jsonl): bytes.append(contentsOf: "null".utf8)
    case (.text(let text), .csv): CSVText.append(text, to: &bytes)
    case (.text(let text), .jsonl): bytes.appendJSON(text)
    case (.list(let items), .csv):
      if !items.isEmpty { CSVText.append(CSVText.joined(items), to: &bytes) }
    case (.list(let items), .jsonl):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.appendJSON(item)
      }
      bytes.append(UInt8(ascii: "]"))
    case (.integer(let value), _): bytes.appendDigits(value)
    case (.number(let value), .csv): bytes.appendNumber(value)
    case (.number(let value), .jsonl):
      if value.isFinite {
        bytes.appendNumber(value)
      } else {
        bytes.append(UInt8(ascii: "\""))
        bytes.appendNumber(value)
        bytes.append(UInt8(ascii: "\""))
      }
    case (.param(.text(let text)), _): ExportCell.text(text).append(to: &bytes, as: format)
    case (.param(.number(let value, nil)), _):
      ExportCell.number(value).append(to: &bytes, as: format)
    case (.param(.number(_, let text?)), .csv): bytes.append(contentsOf: text.utf8)
    case (.param(.number(let value, let text?)), .jsonl):
      if JSONNumberText.isNumber(text) {
        bytes.append(contentsOf: text.utf8)
      } else {
        ExportCell.number(value).append(to: &bytes, as: format)
      }
    }
  }

  /// The value as `format` writes it.
  func bytes(as format: ExportFormat) -> [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes, as: format)
    return bytes
  }
}
