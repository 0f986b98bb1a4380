/// Weight files: safetensors, which convoy prefers, and npz for numpy.
public enum WeightFile {
  /// The bytes of a safetensors file.
  /// - Parameter metadata: text kept beside the tensors.
  public static func safetensors(
    _ tensors: [NamedTensor], metadata: [String: String] = [:]
  ) -> [UInt8] {
    Safetensors.encode(tensors, metadata: metadata)
  }

  /// The bytes of an npz file: a zip archive of one stored `.npy` for each tensor.
  /// - Throws: `WeightFileError` beyond what a zip archive of version 2 holds: 65,535 tensors, 4 GiB.
  public static func npz(_ tensors: [NamedTensor]) throws(WeightFileError) -> [UInt8] {
    let bytes = tensors.reduce(0) { $0 + 4 * $1.values.count + 2 * $1.name.utf8.count + 512 }
    guard tensors.count <= Int(UInt16.max), bytes <= Int(UInt32.max) else {
      throw WeightFileError(
        path: "npz", offset: 0, found: "\(tensors.count) tensors of \(bytes) bytes",
        accepted: "at most 65535 tensors and 4 GiB; safetensors holds more")
    }
    return NPZ.encode(tensors)
  }

  /// The tensors of a file in either format, told apart by its first bytes.
  /// - Parameter path: named in errors.
  /// - Throws: `WeightFileError` if the bytes are not a whole, consistent file of 32-bit floats.
  public static func read(_ bytes: [UInt8], path: String) throws(WeightFileError) -> [NamedTensor] {
    isArchive(bytes)
      ? try NPZ.decode(bytes, path: path) : try Safetensors.decode(bytes, path: path).tensors
  }

  /// Whether a file that begins so is an npz file, if it is a weight file at all.
  package static func isArchive(_ beginning: [UInt8]) -> Bool {
    beginning.starts(with: [0x50, 0x4B])
  }
}

/// Why a weight file cannot be read: its path, the offset of the trouble in bytes, what was found
/// and what is accepted.
public struct WeightFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// Where in it, in bytes.
  public let offset: Int
  /// What is there.
  public let found: String
  /// What should be.
  public let accepted: String

  /// One line.
  public var description: String { "\(path): offset \(offset): \(found); \(accepted)" }
}

/// Little-endian numbers in a byte array.
struct ByteReader {
  let bytes: [UInt8]

  /// The unsigned number of `size` ≤ 8 bytes at an offset; nil beyond the end.
  func number(at offset: Int, size: Int) -> UInt64? {
    guard offset >= 0, size <= bytes.count, offset <= bytes.count - size else { return nil }
    return (0..<size).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
  }

  /// As many floats as fit between two offsets.
  func floats(_ range: Range<Int>) -> [Float] {
    bytes.withUnsafeBytes { raw in
      stride(from: range.lowerBound, to: range.upperBound, by: 4).map { offset in
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
      }
    }
  }
}

extension [UInt8] {
  /// Appends the low `size` bytes of a number, the lowest first.
  mutating func append(number: UInt64, size: Int) {
    for i in 0..<size { append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(i)))) }
  }

  mutating func append(floats: [Float]) {
    for value in floats { append(number: UInt64(value.bitPattern), size: 4) }
  }
}
