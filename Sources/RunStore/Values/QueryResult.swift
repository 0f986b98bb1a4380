/// A value that SQL computed.
public enum QueryValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case bytes([UInt8])
}

/// The rows of one SQL query.
public struct QueryResult: Sendable, Hashable {
  /// The columns' names as the query gives them; two may be the same.
  public let columns: [String]
  /// A value per column in each.
  public let rows: [[QueryValue]]
  /// Whether there are more rows than were asked for.
  public let isCut: Bool
}

extension QueryValue: CustomStringConvertible {
  /// Numbers in the shortest form that reads back, bytes as SQL writes them, nothing for NULL.
  public var description: String {
    switch self {
    case .null: return ""
    case .integer(let value): return String(value)
    case .real(let value):
      return value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : String(describing: value)
    case .text(let text): return text
    case .bytes(let bytes):
      let digits = Array("0123456789abcdef".utf8)
      let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
      return "x'" + String(decoding: text, as: UTF8.self) + "'"
    }
  }
}

extension QueryResult: Encodable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Writes an array of objects, a key per column; the second column of a name is `NAME_2`.
  public func encode(to encoder: any Encoder) throws {
    var array = encoder.unkeyedContainer()
    let names = uniqueNames
    for row in rows {
      var object = array.nestedContainer(keyedBy: Name.self)
      for (name, value) in zip(names, row) {
        let key = Name(stringValue: name)
        switch value {
        case .null: try object.encodeNil(forKey: key)
        case .integer(let number): try object.encode(number, forKey: key)
        case .real(let number): try object.encode(JSONNumber(number), forKey: key)
        case .text(let text): try object.encode(text, forKey: key)
        case .bytes: try object.encode(value.description, forKey: key)
        }
      }
    }
  }

  private var uniqueNames: [String] {
    var used: Set<String> = []
    return columns.map { column in
      var name = column
      var count = 1
      while !used.insert(name).inserted {
        count += 1
        name = "\(column)_\(count)"
      }
      return name
    }
  }
}
