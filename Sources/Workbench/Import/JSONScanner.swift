/// Reads JSON (RFC 8259) member by member, without building what nobody asks for.
struct JSONScanner {
  enum Value: Equatable {
    case null
    case bool(Bool)
    /// As it is written.
    case number(String)
    case string(String)
    /// An object or array: where it lies among the bytes.
    case nested(Range<Int>)
  }

  /// What is wrong, and at which byte.
  struct Failure: Error {
    let offset: Int
    let found: String
  }

  /// Objects and arrays in one another, at most.
  static let deepest = 64

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Calls `body` with each member of the object that the text is.
  mutating func members(_ body: (String, Value) throws -> Void) throws {
    try expect(UInt8(ascii: "{"))
    skipBlanks()
    if take(UInt8(ascii: "}")) { return try expectEnd() }
    repeat {
      skipBlanks()
      let key = try string()
      skipBlanks()
      try expect(UInt8(ascii: ":"))
      try body(key, try value(depth: 1))
      skipBlanks()
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
    try expectEnd()
  }

  /// The texts of an array of strings that `nested` named.
  static func strings(in bytes: ArraySlice<UInt8>, _ range: Range<Int>) throws -> [String] {
    var scanner = JSONScanner(bytes[range])
    var texts: [String] = []
    try scanner.expect(UInt8(ascii: "["))
    scanner.skipBlanks()
    if scanner.take(UInt8(ascii: "]")) { return [] }
    repeat {
      scanner.skipBlanks()
      texts.append(try scanner.string())
      scanner.skipBlanks()
    } while scanner.take(UInt8(ascii: ","))
    try scanner.expect(UInt8(ascii: "]"))
    return texts
  }

  private mutating func value(depth: Int) throws -> Value {
    skipBlanks()
    switch current {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let start = position
      try skipNested(depth: depth)
      return .nested(start..<position)
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default:
      let start = position
      while let byte = current, JSONScanner.isOfNumber(byte) { position += 1 }
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      guard JSONNumberText.isNumber(text) else {
        throw Failure(offset: start - bytes.startIndex, found: "no JSON value")
      }
      return .number(text)
    }
  }

  private mutating func skipNested(depth: Int) throws {
    guard depth < JSONScanner.deepest else { throw failure("values nested too deep") }
    let isObject = current == UInt8(ascii: "{")
    let end = UInt8(ascii: isObject ? "}" : "]")
    position += 1
    skipBlanks()
    if take(end) { return }
    repeat {
      skipBlanks()
      if isObject {
        _ = try string()
        skipBlanks()
        try expect(UInt8(ascii: ":"))
      }
      _ = try value(depth: depth + 1)
      skipBlanks()
    } while take(UInt8(ascii: ","))
    try expect(end)
  }

  private mutating func string() throws -> String {
    try expect(UInt8(ascii: "\""))
    let start = position
    while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      position += 1
    }
    if current == UInt8(ascii: "\"") {
      defer { position += 1 }
      return try text(bytes[start..<position])
    }
    var decoded = Array(bytes[start..<position])
    while let byte = current, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw failure("a control character within a string") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        try appendEscape(to: &decoded)
      } else {
        decoded.append(byte)
      }
    }
    try expect(UInt8(ascii: "\""))
    return try text(decoded[...])
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("a string that is no UTF-8")
    }
    return text
  }

  private mutating func appendEscape(to decoded: inout [UInt8]) throws {
    let plain: [UInt8: UInt8] = [
      UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
      UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
      UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    ]
    guard let byte = current else { throw failure("the end within a string") }
    position += 1
    if let letter = plain[byte] { return decoded.append(letter) }
    guard byte == UInt8(ascii: "u") else { throw failure("an unknown escape") }
    var code = try hexadecimal()
    if (0xD800..<0xDC00).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else { throw failure("half a character") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw failure("half a character") }
    decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  private mutating func hexadecimal() throws -> UInt32 {
    let end = position + 4
    guard end <= bytes.endIndex,
      let code = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16),
      bytes[position] != UInt8(ascii: "+")
    else { throw failure("no four hexadecimal digits") }
    position = end
    return code
  }

  private mutating func word(_ word: String, _ value: Value) throws -> Value {
    guard bytes[position...].starts(with: word.utf8) else { throw failure("no JSON value") }
    position += word.utf8.count
    return value
  }

  private var current: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws {
    guard take(byte) else {
      throw failure("no \(String(decoding: [byte], as: UTF8.self))")
    }
  }

  private mutating func expectEnd() throws {
    skipBlanks()
    guard current == nil else { throw failure("text behind the object") }
  }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A {
      position += 1
    }
  }

  private func failure(_ found: String) -> Failure {
    Failure(offset: position - bytes.startIndex, found: found)
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e")
      || byte == UInt8(ascii: "E")
  }
}
