/// A line of comma-separated values, quoted as RFC 4180 says: fields with a comma, a quote or a line
/// break are in quotes, quotes in them doubled.
struct CSVRow {
  private(set) var text = ""
  private var isFirst = true

  init(_ fields: [String] = []) { for field in fields { append(field) } }

  mutating func append(_ field: String) {
    if !isFirst { text.append(",") }
    isFirst = false
    let needsQuotes = field.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    if !needsQuotes {
      text.append(field)
      return
    }
    text.append("\"")
    for character in field.unicodeScalars {
      if character == "\"" { text.append("\"") }
      text.unicodeScalars.append(character)
    }
    text.append("\"")
  }
}
