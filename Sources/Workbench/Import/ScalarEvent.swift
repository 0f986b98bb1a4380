/// A number that a TensorBoard event file records: TensorFlow's message `Event` with one value of its
/// `Summary`
/// (https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto and
/// tensorflow/core/framework/summary.proto, tensor.proto).
struct ScalarEvent: Equatable {
  /// Seconds since 1970.
  var wallTime: Double
  var step: Int64
  var tag: String
  var value: Double

  /// The numbers of an event; histograms, pictures and texts are none.
  static func read(_ message: ArraySlice<UInt8>) throws -> (
    wallTime: Double, scalars: [ScalarEvent]
  ) {
    var (wallTime, step): (Double, Int64) = (0, 0)
    var values: [(tag: String, value: Double)] = []
    var event = ProtobufReader(message)
    while let (field, value) = try event.next() {
      switch (field, value) {
      case (1, .fixed64(let bits)): wallTime = Double(bitPattern: bits)
      case (2, .varint(let number)): step = Int64(bitPattern: number)
      case (5, .bytes(let summary)): values += try scalars(inSummary: summary)
      default: break
      }
    }
    let scalars = values.map {
      ScalarEvent(wallTime: wallTime, step: step, tag: $0.tag, value: $0.value)
    }
    return (wallTime, scalars)
  }

  private static func scalars(
    inSummary summary: ArraySlice<UInt8>
  ) throws -> [(tag: String, value: Double)] {
    var found: [(tag: String, value: Double)] = []
    var values = ProtobufReader(summary)
    while let (field, value) = try values.next() {
      guard field == 1, case .bytes(let message) = value else { continue }
      var (tag, number): (String, Double?) = ("", nil)
      var fields = ProtobufReader(message)
      while let (field, value) = try fields.next() {
        switch (field, value) {
        case (1, .bytes(let text)): tag = String(decoding: text, as: UTF8.self)
        case (2, .fixed32(let bits)): number = Double(Float(bitPattern: bits))
        case (8, .bytes(let tensor)): number = try scalar(inTensor: tensor)
        default: break
        }
      }
      if let number, !tag.isEmpty { found.append((tag, number)) }
    }
    return found
  }

  /// The number of a tensor that has exactly one.
  private static func scalar(inTensor tensor: ArraySlice<UInt8>) throws -> Double? {
    var type: UInt64 = 0
    var numbers: [Double] = []
    var content: ArraySlice<UInt8>?
    var fields = ProtobufReader(tensor)
    while let (field, value) = try fields.next() {
      switch (field, value) {
      case (1, .varint(let number)): type = number
      case (2, .bytes(let shape)):
        // A vector, even of one number, is no scalar.
        if !shape.isEmpty { return nil }
      case (4, .bytes(let bytes)): content = bytes
      case (5, .fixed32(let bits)): numbers.append(Double(Float(bitPattern: bits)))
      case (5, .bytes(let packed)) where packed.count == 4:
        numbers.append(Double(Float(bitPattern: UInt32(truncatingIfNeeded: little(packed)))))
      case (6, .fixed64(let bits)): numbers.append(Double(bitPattern: bits))
      case (6, .bytes(let packed)) where packed.count == 8:
        numbers.append(Double(bitPattern: little(packed)))
      case (7, .varint(let number)), (10, .varint(let number)):
        numbers.append(Double(Int64(bitPattern: number)))
      case (7, .bytes(let packed)), (10, .bytes(let packed)):
        var reader = VarintReader(packed)
        while let number = reader.next() { numbers.append(Double(Int64(bitPattern: number))) }
      default: break
      }
    }
    if let content { return scalar(content, type: type) }
    return numbers.count == 1 ? numbers[0] : nil
  }

  /// A tensor's bytes as the number they are, by TensorFlow's numbers of types.
  private static func scalar(_ bytes: ArraySlice<UInt8>, type: UInt64) -> Double? {
    switch (type, bytes.count) {
    case (1, 4): Double(Float(bitPattern: UInt32(truncatingIfNeeded: little(bytes))))
    case (2, 8): Double(bitPattern: little(bytes))
    case (3, 4): Double(Int32(truncatingIfNeeded: little(bytes)))
    case (9, 8): Double(Int64(bitPattern: little(bytes)))
    case (14, 2): Double(Float(bitPattern: UInt32(truncatingIfNeeded: little(bytes)) << 16))
    default: nil
    }
  }

  private static func little(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// Packed numbers of a protocol buffer.
private struct VarintReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// nil at the end, and where a number is cut off.
  mutating func next() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = rest.popFirst(), shift < 64 {
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
