import RunStore

/// One cell of an export.
enum ExportValue {
  case none
  case text(String)
  case list([String])
  case integer(Int)
  /// The digits of a whole number too long for a Double.
  case digits(String)
  case number(Double)
}

extension ExportValue {
  /// A parameter's value.
  init(_ value: ParamValue) {
    switch value {
    case .text(let text): self = .text(text)
    case .number(let number, _):
      self = value.longInteger.map { .digits($0) } ?? .number(number)
    }
  }

  /// The cell in a CSV file: lists joined by commas, numbers so that reading gives the same bits.
  var csvField: String {
    switch self {
    case .none: ""
    case .text(let text): text
    case .list(let items): items.joined(separator: ",")
    case .integer(let value): String(value)
    case .digits(let text): text
    case .number(let value): value.isFinite ? shortest(value) : nonFiniteName(value)
    }
  }

  /// The cell as JSON; numbers JSON has no word for are strings, as everywhere in the product.
  var json: String {
    switch self {
    case .none: "null"
    case .text(let text): jsonString(text)
    case .list(let items): "[" + items.map(jsonString).joined(separator: ",") + "]"
    case .integer(let value): String(value)
    case .digits(let text): text
    case .number(let value): value.isFinite ? shortest(value) : jsonString(nonFiniteName(value))
    }
  }
}

/// The shortest digits that read back as the same bits; whole numbers without a fraction.
private func shortest(_ value: Double) -> String {
  Int(exactly: value).map { abs($0) < 1 << 53 ? String($0) : "\(value)" } ?? "\(value)"
}

private func nonFiniteName(_ value: Double) -> String {
  value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
}

/// `text` as a JSON string (RFC 8259, section 7).
func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\0"..<" ":
      let code = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
