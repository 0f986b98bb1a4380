/// Numpy's npz: a zip archive (PKWARE's appnote) whose members are stored, not compressed, each an
/// array in the npy format, version 1.0 (numpy.lib.format).
enum NPZ {
  private static let localSignature: UInt64 = 0x0403_4B50
  private static let centralSignature: UInt64 = 0x0201_4B50
  private static let endSignature: UInt64 = 0x0605_4B50

  static func encode(_ tensors: [NamedTensor]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for tensor in tensors {
      let name = [UInt8]("\(tensor.name).npy".utf8)
      let content = npy(tensor)
      let offset = archive.count
      // Version 2.0, UTF-8 names, stored, 1 January 1980.
      var common: [UInt8] = []
      for (value, size) in [(20, 2), (0x800, 2), (0, 2), (0, 2), (0x21, 2)] {
        common.append(number: UInt64(value), size: size)
      }
      common.append(number: UInt64(CRC32.of(content)), size: 4)
      common.append(number: UInt64(content.count), size: 4)
      common.append(number: UInt64(content.count), size: 4)
      common.append(number: UInt64(name.count), size: 2)
      common.append(number: 0, size: 2)

      archive.append(number: localSignature, size: 4)
      archive += common
      archive += name
      archive += content

      directory.append(number: centralSignature, size: 4)
      directory.append(number: 20, size: 2)
      directory += common
      directory.append(number: 0, size: 10)
      directory.append(number: UInt64(offset), size: 4)
      directory += name
    }
    let start = archive.count
    archive += directory
    archive.append(number: endSignature, size: 4)
    archive.append(number: 0, size: 4)
    archive.append(number: UInt64(tensors.count), size: 2)
    archive.append(number: UInt64(tensors.count), size: 2)
    archive.append(number: UInt64(directory.count), size: 4)
    archive.append(number: UInt64(start), size: 4)
    archive.append(number: 0, size: 2)
    return archive
  }

  static func decode(_ bytes: [UInt8], path: String) throws(WeightFileError) -> [NamedTensor] {
    func refuse(_ offset: Int, _ found: String, _ accepted: String) -> WeightFileError {
      WeightFileError(path: path, offset: offset, found: found, accepted: accepted)
    }
    let reader = ByteReader(bytes: bytes)
    func number(_ offset: Int, _ size: Int) throws(WeightFileError) -> Int {
      guard let value = reader.number(at: offset, size: size) else {
        throw refuse(offset, "the end of the file", "a whole npz archive")
      }
      return Int(value)
    }
    // The end record is the last thing in the file but for a comment of at most 65,535 bytes.
    let earliest = max(0, bytes.count - 22 - 65_535)
    guard
      let end = stride(from: bytes.count - 22, through: earliest, by: -1).first(where: {
        reader.number(at: $0, size: 4) == endSignature
      })
    else { throw refuse(bytes.count, "no zip directory", "a whole npz archive") }
    var entry = try number(end + 16, 4)
    var tensors: [NamedTensor] = []
    var total = 0
    for _ in 0..<(try number(end + 10, 2)) {
      guard try number(entry, 4) == Int(centralSignature) else {
        throw refuse(entry, "no zip directory entry", "a whole npz archive")
      }
      guard try number(entry + 10, 2) == 0 else {
        throw refuse(entry, "a compressed member", "members stored as they are (numpy.savez)")
      }
      let size = try number(entry + 20, 4), nameSize = try number(entry + 28, 2)
      let local = try number(entry + 42, 4)
      let start = local + 30 + (try number(local + 26, 2)) + (try number(local + 28, 2))
      guard start + size <= bytes.count, entry + 46 + nameSize <= bytes.count else {
        throw refuse(entry, "a member of \(size) bytes at \(start)", "a whole npz archive")
      }
      total += size
      guard total <= bytes.count else {
        throw refuse(entry, "members that share bytes", "members that follow one another")
      }
      let content = Array(bytes[start..<start + size])
      guard CRC32.of(content) == UInt32(try number(entry + 16, 4)) else {
        throw refuse(start, "a member whose checksum does not match", "an intact archive")
      }
      var name = String(decoding: bytes[entry + 46..<entry + 46 + nameSize], as: UTF8.self)
      if name.hasSuffix(".npy") { name.removeLast(4) }
      guard let tensor = array(content, name: name) else {
        throw refuse(start, "member \(name)", "npy arrays of little-endian float32 in C order")
      }
      tensors.append(tensor)
      entry += 46 + nameSize + (try number(entry + 30, 2)) + (try number(entry + 32, 2))
    }
    return tensors
  }

  private static func npy(_ tensor: NamedTensor) -> [UInt8] {
    let sizes = tensor.shape.map { "\($0)," }.joined(separator: " ")
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sizes)), }"
    // Data begin at a multiple of 64 bytes; a line feed ends the header.
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    var bytes: [UInt8] = [0x93] + "NUMPY".utf8 + [1, 0]
    bytes.append(number: UInt64(header.utf8.count), size: 2)
    bytes += header.utf8
    bytes.append(floats: tensor.values)
    return bytes
  }

  /// The array in an npy file; nil if it is not one of little-endian 32-bit floats in C order.
  private static func array(_ bytes: [UInt8], name: String) -> NamedTensor? {
    let reader = ByteReader(bytes: bytes)
    guard bytes.starts(with: [0x93] + "NUMPY".utf8), let major = reader.number(at: 6, size: 1),
      let length = reader.number(at: 8, size: major == 1 ? 2 : 4)
    else { return nil }
    let start = (major == 1 ? 10 : 12) + Int(length)
    guard start <= bytes.count else { return nil }
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    guard header.contains("'<f4'"), header.contains("'fortran_order': False"),
      let open = header.firstIndex(of: "("), let close = header[open...].firstIndex(of: ")")
    else { return nil }
    var shape: [Int] = [], count = 1
    for part in header[header.index(after: open)..<close].split(separator: ",") {
      let digits = part.drop { $0 == " " }
      if digits.isEmpty { continue }
      guard let size = Int(digits), size >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      count = product
      shape.append(size)
    }
    guard (bytes.count - start) % 4 == 0, (bytes.count - start) / 4 == count else { return nil }
    return NamedTensor(name: name, shape: shape, values: reader.floats(start..<bytes.count))
  }
}

/// The checksum zip archives carry (CRC-32 of ISO 3309, reflected polynomial 0xEDB88320).
enum CRC32 {
  static func of(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in
      (crc >> 8) ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)]
    }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in
      crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1
    }
  }
}
