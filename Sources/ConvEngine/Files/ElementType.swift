/// How a safetensors file stores a tensor's elements, by the format's names; little-endian all.
package enum ElementType: String, CaseIterable, Sendable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case boolean = "BOOL"

  /// Bytes of an element.
  package var width: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .boolean: 1
    }
  }

  /// The elements in some bytes, as many as are whole; integers beyond 2⁵³ are rounded.
  package func values(_ bytes: ArraySlice<UInt8>) -> [Double] {
    switch self {
    case .float64: Self.values(bytes) { (bits: UInt64) in Double(bitPattern: bits) }
    case .float32: Self.values(bytes) { (bits: UInt32) in Double(Float(bitPattern: bits)) }
    case .float16: Self.values(bytes) { (bits: UInt16) in Double(Self.half(bits)) }
    case .bfloat16:
      Self.values(bytes) { (bits: UInt16) in Double(Float(bitPattern: UInt32(bits) << 16)) }
    case .int64: Self.values(bytes) { (number: Int64) in Double(number) }
    case .int32: Self.values(bytes) { (number: Int32) in Double(number) }
    case .int16: Self.values(bytes) { (number: Int16) in Double(number) }
    case .int8: Self.values(bytes) { (number: Int8) in Double(number) }
    case .uint64: Self.values(bytes) { (number: UInt64) in Double(number) }
    case .uint32: Self.values(bytes) { (number: UInt32) in Double(number) }
    case .uint16: Self.values(bytes) { (number: UInt16) in Double(number) }
    case .uint8, .boolean: bytes.map(Double.init)
    }
  }

  private static func values<Stored: FixedWidthInteger>(
    _ bytes: ArraySlice<UInt8>, _ value: (Stored) -> Double
  ) -> [Double] {
    let width = MemoryLayout<Stored>.size
    return bytes.withUnsafeBytes { raw in
      (0..<raw.count / width).map {
        value(
          Stored(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * width, as: Stored.self)))
      }
    }
  }

  /// The number of IEEE 754's binary16: ten bits of a fraction, five of an exponent.
  private static func half(_ bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let rest = UInt32(bits & 0x7FFF)
    if rest < 0x0400 {
      // Below the normal numbers: so many 2⁻²⁴.
      return Float(sign: sign == 0 ? .plus : .minus, exponent: -24, significand: Float(rest))
    }
    let exponent: UInt32 = rest >= 0x7C00 ? 224 << 23 : 112 << 23
    return Float(bitPattern: sign | (rest << 13) + exponent)
  }
}
