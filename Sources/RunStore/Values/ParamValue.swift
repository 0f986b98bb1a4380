/// The value of one parameter of a run.
public enum ParamValue: Sendable, Hashable {
  /// A number, and the text it was written as where that is to be kept (`1e-3`).
  case number(Double, text: String? = nil)
  /// Anything that is no number.
  case text(String)

  /// The value `text` reads as: a finite number if it is one, itself otherwise.
  public init(parsing text: String) {
    if let number = ParamValue.number(in: text) {
      self = .number(number, text: text)
    } else {
      self = .text(text)
    }
  }

  /// The number, nil for text.
  public var number: Double? {
    switch self {
    case .number(let number, _): number
    case .text: nil
    }
  }

  /// A decimal number that is finite; nothing else that `Double` would read (hexadecimal, `inf`).
  static func number(in text: String) -> Double? {
    let allowed = Set("0123456789+-.eE".utf8)
    guard !text.isEmpty, text.utf8.allSatisfy(allowed.contains), let number = Double(text),
      number.isFinite
    else { return nil }
    return number
  }
}

extension ParamValue: CustomStringConvertible {
  /// The value as it was written; a number without its text in the shortest form that reads back.
  public var description: String {
    switch self {
    case .number(_, let text?): text
    case .number(let number, nil):
      Int64(exactly: number).map(String.init) ?? String(describing: number)
    case .text(let text): text
    }
  }
}

extension ParamValue: Codable {
  /// Reads a number or a string.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // What is no number must be a string.
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// Writes a number (an integer without a fraction), or a string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(_, let text?) where UInt64(text) != nil:
      // All digits, also beyond the 53 bits of a double.
      try container.encode(UInt64(text))
    case .number(let number, _):
      if let integer = Int64(exactly: number) {
        try container.encode(integer)
      } else {
        try container.encode(JSONNumber(number))
      }
    case .text(let text): try container.encode(text)
    }
  }
}
