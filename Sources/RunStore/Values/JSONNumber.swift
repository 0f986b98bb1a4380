/// A number as the store's JSON writes it: NaN and the infinities, which JSON lacks, as strings.
public struct JSONNumber: Codable, Sendable, Hashable {
  /// The number, perhaps NaN or infinite.
  public let value: Double

  /// Wraps `value` for encoding.
  public init(_ value: Double) { self.value = value }

  /// Reads a number, or one of the strings `NaN`, `Infinity`, `-Infinity`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // A value that is no number must be one of the three strings.
    if let number = try? container.decode(Double.self) {
      value = number
      return
    }
    let text = try container.decode(String.self)
    let named = [Double.nan, .infinity, -.infinity].first { JSONNumber.name(of: $0) == text }
    guard let named else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "found \"\(text)\"; accepted: a number")
    }
    value = named
  }

  /// Writes a number, or the string that stands for a value JSON has no number for.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let name = JSONNumber.name(of: value) {
      try container.encode(name)
    } else {
      try container.encode(value)
    }
  }

  /// `NaN`, `Infinity`, `-Infinity`; nil for a finite number.
  public static func name(of value: Double) -> String? {
    if value.isFinite { return nil }
    return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
  }
}
