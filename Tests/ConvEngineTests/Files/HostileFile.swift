import ConvEngine
import Testing

/// A weight file that must be refused, and the line that says why.
struct HostileFile: Sendable, CustomTestStringConvertible {
  let message: String
  let bytes: [UInt8]

  var testDescription: String { String(message.prefix(100)) }

  init(_ message: String, _ bytes: [UInt8]) {
    self.message = message
    self.bytes = bytes
  }

  func check() {
    let error = #expect(throws: WeightFileError.self) { try WeightFile.read(bytes, path: "w") }
    #expect(error?.description == message)
  }
}

/// A zip archive put together part by part, so that each part can be wrong.
struct Archive {
  struct Member {
    var name: String
    var content: [UInt8]
    var method = 0
    var checksum: UInt32?
    /// The size and place the directory tells.
    var size: Int?
    var place: Int?
    var localNameSize: Int?
  }

  var members: [Member]
  /// What the end record tells.
  var count: Int?
  var directory: Int?
  var comment: [UInt8] = []

  /// - Parameter checksum: the CRC-32 of some bytes.
  func bytes(_ checksum: ([UInt8]) -> UInt32) -> [UInt8] {
    var archive: [UInt8] = [], directory: [UInt8] = []
    func little(_ value: Int, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    for member in members {
      let name = [UInt8](member.name.utf8)
      let common =
        little(20, 2) + little(0, 2) + little(member.method, 2) + little(0x21_0000, 4)
        + little(Int(member.checksum ?? checksum(member.content)), 4)
        + little(member.size ?? member.content.count, 4)
        + little(member.size ?? member.content.count, 4)
      directory +=
        [0x50, 0x4B, 1, 2] + little(20, 2) + common + little(name.count, 2) + little(0, 12)
        + little(member.place ?? archive.count, 4) + name
      archive +=
        [0x50, 0x4B, 3, 4] + common + little(member.localNameSize ?? name.count, 2) + little(0, 2)
        + name + member.content
    }
    let count = count ?? members.count
    return archive + directory + [0x50, 0x4B, 5, 6] + little(0, 4) + little(count, 2)
      + little(count, 2) + little(directory.count, 4) + little(self.directory ?? archive.count, 4)
      + little(comment.count, 2) + comment
  }

  /// An npy file with this header and these bytes of numbers.
  static func npy(
    _ header: String, _ numbers: [UInt8], version: UInt8 = 1, length: Int? = nil
  ) -> [UInt8] {
    let size = length ?? header.utf8.count
    let sizes = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    return [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, version, 0] + sizes + header.utf8 + numbers
  }
}
