/// Reads the fields of a protocol buffer message one after the other
/// (https://protobuf.dev/programming-guides/encoding).
struct ProtobufReader {
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    /// A text, bytes, a message or packed numbers.
    case bytes(ArraySlice<UInt8>)
  }

  /// The message ends within a field, or has a field of no known kind.
  struct Failure: Error {
    /// Among all the bytes the message was cut from.
    let offset: Int
  }

  private var rest: ArraySlice<UInt8>

  init(_ message: ArraySlice<UInt8>) { rest = message }

  /// The next field; nil at the end.
  mutating func next() throws -> (field: UInt64, value: Value)? {
    if rest.isEmpty { return nil }
    let start = rest.startIndex
    let tag = try varint()
    let value: Value =
      switch tag & 7 {
      case 0: .varint(try varint())
      case 1: .fixed64(try fixed(8))
      case 2: .bytes(try take(Int(exactly: try varint())))
      case 5: .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
      default: throw Failure(offset: start)
      }
    return (tag >> 3, value)
  }

  private mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = rest.popFirst() else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw Failure(offset: rest.startIndex)
  }

  private mutating func fixed(_ count: Int) throws -> UInt64 {
    try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func take(_ count: Int?) throws -> ArraySlice<UInt8> {
    guard let count, count <= rest.count else { throw Failure(offset: rest.startIndex) }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
