import RunStore

/// Writes a JSON document piece by piece; numbers JSON lacks become `"NaN"`, `"Infinity"`, `"-Infinity"`.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// What `body` writes between braces.
  mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
    begin("{")
    try body(&self)
    end("}")
  }

  /// What `body` writes between brackets for each element.
  mutating func array<Elements: Sequence>(
    _ elements: Elements, _ body: (inout JSONWriter, Elements.Element) throws -> Void
  ) rethrows {
    begin("[")
    for element in elements { try body(&self, element) }
    end("]")
  }

  /// The name of a member, whose value is written next.
  mutating func name(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A member that is a text.
  mutating func member(_ name: String, _ text: String) {
    self.name(name)
    string(text)
  }

  /// A member that is a whole number.
  mutating func member(_ name: String, _ number: Int64) {
    self.name(name)
    separate()
    bytes.append(contentsOf: String(number).utf8)
    needsComma = true
  }

  /// A member that is a number.
  mutating func member(_ name: String, _ number: Double) {
    self.name(name)
    self.number(number)
  }

  /// A member that is true or false.
  mutating func member(_ name: String, _ truth: Bool) {
    self.name(name)
    raw(truth ? "true" : "false")
  }

  /// A number.
  mutating func number(_ number: Double) {
    if let name = JSONNumber.name(of: number) { return string(name) }
    raw(number.description)
  }

  /// A text.
  mutating func string(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        bytes.append(contentsOf: "\\u00\(byte < 16 ? "0" : "1")".utf8)
        bytes.append(contentsOf: String(byte & 15, radix: 16).utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// A value whose JSON is `text` already.
  mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func begin(_ bracket: Unicode.Scalar) {
    separate()
    bytes.append(UInt8(ascii: bracket))
    needsComma = false
  }

  private mutating func end(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    needsComma = true
  }
}
