/// A JSON document as it was read. Whole numbers keep all their digits.
enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

/// Why a text is no JSON.
struct JSONError: Error, CustomStringConvertible {
  /// Bytes before the place.
  var offset: Int
  var accepted: String

  /// One line: where, and what is accepted.
  var description: String { "JSON: byte \(offset + 1); accepted: \(accepted)" }
}

extension JSONValue {
  /// Reads one document, which may be nested `JSONParser.maximumDepth` deep.
  init(parsing bytes: [UInt8]) throws(JSONError) {
    var parser = JSONParser(bytes)
    self = try parser.document()
  }
}

/// Reads JSON by recursive descent. Beyond RFC 8259 it takes `NaN`, `Infinity` and `-Infinity`, which
/// Python's `json` writes.
struct JSONParser {
  static let maximumDepth = 64

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try self.value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw expected("the end") }
    return value
  }

  private func expected(_ accepted: String) -> JSONError {
    JSONError(offset: position, accepted: accepted)
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func accept(word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard position + count <= bytes.count else { return false }
    let isThere = word.withUTF8Buffer { letters in
      letters.indices.allSatisfy { bytes[position + $0] == letters[$0] }
    }
    if isThere { position += count }
    return isThere
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipSpace()
    guard depth < JSONParser.maximumDepth else {
      throw expected("at most \(JSONParser.maximumDepth) levels")
    }
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    default: break
    }
    if accept(word: "true") { return .bool(true) }
    if accept(word: "false") { return .bool(false) }
    if accept(word: "null") { return .null }
    if accept(word: "NaN") { return .number(.nan) }
    if accept(word: "Infinity") { return .number(.infinity) }
    if accept(word: "-Infinity") { return .number(-.infinity) }
    return try number()
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var members: [String: JSONValue] = [:]
    skipSpace()
    if accept("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw expected("a name in quotes") }
      let name = try string()
      skipSpace()
      guard accept(":") else { throw expected(":") }
      members[name] = try value(depth: depth + 1)
      skipSpace()
    } while accept(",")
    guard accept("}") else { throw expected(", or }") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if accept("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while accept(",")
    guard accept("]") else { throw expected(", or ]") }
    return .array(elements)
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    var isWhole = true
    _ = accept("-")
    let firstDigit = position
    while let byte = next {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): break
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"),
        UInt8(ascii: "-"):
        isWhole = false
      default: return try number(from: start, firstDigit, isWhole)
      }
      position += 1
    }
    return try number(from: start, firstDigit, isWhole)
  }

  private func number(
    from start: Int, _ firstDigit: Int, _ isWhole: Bool
  ) throws(JSONError) -> JSONValue {
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let digits = bytes[firstDigit..<position]
    let isJSON =
      digits.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
      && !(digits.count > 1 && digits.first == UInt8(ascii: "0")
        && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digits[firstDigit + 1]))
      && digits.last != UInt8(ascii: ".")
    if isJSON {
      if isWhole, let integer = Int64(text) { return .integer(integer) }
      if let number = Double(text) { return .number(number) }
    }
    throw JSONError(offset: start, accepted: "a value")
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") && byte >= 0x20
    {
      position += 1
    }
    if accept("\"") { return try decoded(bytes[start..<(position - 1)]) }
    var text = Array(bytes[start..<position])
    while let byte = next {
      if byte < 0x20 { break }
      position += 1
      if byte == UInt8(ascii: "\"") { return try decoded(text[...]) }
      if byte != UInt8(ascii: "\\") {
        text.append(byte)
      } else {
        text.append(contentsOf: try escape())
      }
    }
    throw expected("text without control characters, and a closing quote")
  }

  private func decoded(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw expected("UTF-8") }
    return text
  }

  private mutating func escape() throws(JSONError) -> [UInt8] {
    guard let byte = next else { throw expected("a character after \\") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xd800..<0xdc00).contains(code), accept(word: "\\u") {
        let low = try hexadecimal()
        guard (0xdc00..<0xe000).contains(low) else { throw expected("the other half of a pair") }
        code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
      }
      // Half a pair is no character.
      return Array(String(Unicode.Scalar(code) ?? "\u{fffd}").utf8)
    default: throw expected("one of \" \\ / b f n r t u after \\")
    }
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count,
      let code = UInt32(
        String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16),
      bytes[position] != UInt8(ascii: "+"), bytes[position] != UInt8(ascii: "-")
    else { throw expected("four hexadecimal digits") }
    position += 4
    return code
  }
}
