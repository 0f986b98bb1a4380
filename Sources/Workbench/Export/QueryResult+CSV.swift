package import RunStore

extension QueryResult {
  /// The columns' names and the rows as CSV, quoted and guarded as exports are; NULL is nothing.
  package var csv: [UInt8] {
    var bytes: [UInt8] = []
    append(columns.map { .text($0) }, to: &bytes)
    for row in rows { append(row, to: &bytes) }
    return bytes
  }

  private func append(_ row: [QueryValue], to bytes: inout [UInt8]) {
    for (index, value) in row.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      let cell: ExportCell =
        switch value {
        case .null: .none
        case .integer(let number): .integer(Int(number))
        case .real(let number): .number(number)
        case .text(let text): .text(text)
        case .bytes: .text(value.description)
        }
      cell.append(to: &bytes, as: .csv)
    }
    bytes.append(UInt8(ascii: "\n"))
  }
}
