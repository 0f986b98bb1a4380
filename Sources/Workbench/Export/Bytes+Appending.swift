extension [UInt8] {
  /// Appends a whole number in decimal.
  mutating func appendDigits(_ value: Int) {
    if value < 0 { append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    let start = count
    repeat {
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    self[start...].reverse()
  }

  /// Appends the shortest digits that read back as the same bits, whole numbers without a fraction;
  /// `NaN`, `Infinity` or `-Infinity`.
  mutating func appendNumber(_ value: Double) {
    if let whole = Int(exactly: value), whole.magnitude < 1 << 53, whole != 0 || value.sign == .plus
    {
      appendDigits(whole)
    } else if value.isFinite {
      append(contentsOf: value.description.utf8)
    } else {
      append(contentsOf: (value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity").utf8)
    }
  }

  /// Appends `text` as a JSON string (RFC 8259, section 7).
  mutating func appendJSON(_ text: String) {
    append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): append(contentsOf: "\\\\".utf8)
      case UInt8(ascii: "\n"): append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\r"): append(contentsOf: "\\r".utf8)
      case UInt8(ascii: "\t"): append(contentsOf: "\\t".utf8)
      case 0..<0x20:
        let code = String(byte, radix: 16)
        append(contentsOf: ("\\u00" + (code.count < 2 ? "0" : "") + code).utf8)
      default: append(byte)
      }
    }
    append(UInt8(ascii: "\""))
  }
}
