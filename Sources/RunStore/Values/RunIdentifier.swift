/// A run's name that never changes: a UUID of version 7, whose first 48 bits are the time it was made.
public struct RunIdentifier: Hashable, Sendable, CustomStringConvertible {
  /// 36 characters, lower case: `0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e6f`.
  public let text: String

  /// An identifier out of its text, of any case; nil if `text` is not a whole UUID.
  public init?(_ text: String) {
    let lower = text.lowercased()
    let dashes: Set<Int> = [8, 13, 18, 23]
    guard lower.utf8.count == 36,
      lower.utf8.enumerated().allSatisfy({ index, byte in
        dashes.contains(index)
          ? byte == UInt8(ascii: "-") : RunIdentifier.isHexDigit(byte)
      })
    else { return nil }
    self.text = lower
  }

  /// A new identifier of that time; two of one millisecond differ in 74 random bits.
  init(at time: Timestamp) {
    var high = UInt64(truncatingIfNeeded: time.milliseconds) << 16
    var generator = SystemRandomNumberGenerator()
    high |= 0x7000 | (generator.next() & 0x0fff)
    let low = 0x8000_0000_0000_0000 | (generator.next() & 0x3fff_ffff_ffff_ffff)
    text = RunIdentifier.dashed(RunIdentifier.hex(high) + RunIdentifier.hex(low))
  }

  /// `text`, with the dashes of an identifier where it is the 32 digits of one.
  static func dashed(_ text: String) -> String {
    guard text.utf8.count == 32, text.utf8.allSatisfy(isHexDigit) else { return text }
    let digits = text.map(String.init)
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { digits[$0].joined() }
      .joined(separator: "-")
  }

  /// The beginning of an identifier whose dashes may all be left out.
  static func dashed(beginning text: String) -> String {
    guard text.utf8.count > 8, text.utf8.allSatisfy(isHexDigit) else { return text }
    return text.enumerated().map { index, digit in
      [8, 12, 16, 20].contains(index) ? "-\(digit)" : "\(digit)"
    }.joined()
  }

  /// The identifier of 32 hexadecimal digits without dashes; nil for any other text.
  package init?(digits: String) {
    guard digits.utf8.count == 32 else { return nil }
    self.init(RunIdentifier.dashed(digits))
  }

  /// The identifier without its dashes.
  package var digits: String { text.filter { $0 != "-" } }

  /// An identifier the store itself has written.
  init(stored text: String) { self.text = text }

  /// The identifier's text.
  public var description: String { text }

  /// Whether `text` could be the beginning of an identifier.
  static func canStart(with text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 36
      && text.utf8.allSatisfy { isHexDigit($0) || $0 == UInt8(ascii: "-") }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension RunIdentifier: Codable {
  /// Reads the text of a whole identifier.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let identifier = RunIdentifier(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "found \"\(text)\"; accepted: a UUID")
    }
    self = identifier
  }

  /// Writes the identifier as its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
