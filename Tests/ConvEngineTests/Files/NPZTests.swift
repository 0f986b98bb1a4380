import Testing

@testable import ConvEngine

@Suite struct NPZTests {
  @Test func comesBackAsItWasWritten() throws {
    let bytes = try WeightFile.npz(SafetensorsTests.tensors)
    #expect(try WeightFile.read(bytes, path: "w") == SafetensorsTests.tensors)
    #expect(try WeightFile.read(WeightFile.npz([]), path: "w") == [])
  }

  /// numpy.lib.format, version 1.0: the data begin at a multiple of 64 bytes of the member.
  @Test func aMemberIsAnNpyFile() {
    let bytes = NPZ.encode([NamedTensor(name: "a", shape: [2, 1], values: [1, -2])])
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1,), }"
    let header = text + String(repeating: " ", count: 118 - text.utf8.count - 1) + "\n"
    let member = Archive.npy(header, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
    #expect(member.count == 128 + 8)
    // 30 bytes of local header, then the name.
    #expect(Array(bytes[30..<35]) == Array("a.npy".utf8))
    #expect(Array(bytes[35..<35 + member.count]) == member)
  }

  @Test func theChecksumIsZipsCRC32() {
    #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.of([]) == 0)
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", UInt8(1)),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", 2),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", 3),
  ])
  func readsEveryVersionOfTheHeader(_ header: String, _ version: UInt8) throws {
    let content = Archive.npy(header, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], version: version)
    let archive = Archive(members: [Archive.Member(name: "x.npy", content: content)])
    let found = try WeightFile.read(archive.bytes(CRC32.of), path: "w")
    #expect(found.map(\.values) == [[1, -2]])
    #expect(found.map(\.name) == ["x"])
  }

  @Test func aCommentMayFollowTheDirectory() throws {
    var archive = Archive(members: [good])
    archive.comment = [UInt8](repeating: 0x50, count: 300)
    #expect(try WeightFile.read(archive.bytes(CRC32.of), path: "w").count == 1)
  }

  private let good = Self.member("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }")

  private static func member(_ header: String, length: Int? = nil) -> Archive.Member {
    Archive.Member(name: "x.npy", content: Archive.npy(header, [0, 0, 0, 0], length: length))
  }

  private static let arrayRule = "npy arrays of little-endian float32 in C order"

  /// Headers of a member x with four bytes of numbers.
  @Test(arguments: [
    "", "{}", "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, -1,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (one,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1",
    "{'descr': '<f4', 'fortran_order': False, 'shape': )(",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387905,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
  ])
  func refusesOtherArrays(_ header: String) {
    let archive = Archive(members: [Self.member(header)])
    HostileFile("w: offset 35: member x; \(Self.arrayRule)", archive.bytes(CRC32.of)).check()
  }

  @Test(arguments: [65_535, 500])
  func refusesAHeaderLongerThanItsMember(_ length: Int) {
    let archive = Archive(members: [Self.member("{}", length: length)])
    HostileFile("w: offset 35: member x; \(Self.arrayRule)", archive.bytes(CRC32.of)).check()
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    let message: String
    let change: @Sendable (inout Archive) -> Void

    var testDescription: String { message }
  }

  /// The member takes 71 bytes and begins at 35; the directory begins at 106.
  static let damages = [
    Damage(message: "offset 106: a compressed member; members stored as they are (numpy.savez)") {
      $0.members[0].method = 8
    },
    Damage(message: "offset 35: a member whose checksum does not match; an intact archive") {
      $0.members[0].checksum = 1
    },
    Damage(message: "offset 106: a member of 4294967295 bytes at 35; a whole npz archive") {
      $0.members[0].size = 0xFFFF_FFFF
    },
    Damage(message: "offset 4294967321: the end of the file; a whole npz archive") {
      $0.members[0].place = 0xFFFF_FFFF
    },
    Damage(message: "offset 106: a member of 71 bytes at 65565; a whole npz archive") {
      $0.members[0].localNameSize = 65_535
    },
    Damage(message: "offset 157: no zip directory entry; a whole npz archive") { $0.count = 2 },
    Damage(message: "offset 0: no zip directory entry; a whole npz archive") { $0.directory = 0 },
    Damage(message: "offset 4294967295: the end of the file; a whole npz archive") {
      $0.directory = 0xFFFF_FFFF
    },
    Damage(message: "offset 35: member x; \(arrayRule)") { $0.members[0].content.append(0) },
    Damage(message: "offset 35: member x; \(arrayRule)") { $0.members[0].content = [] },
    Damage(message: "offset 35: member x; \(arrayRule)") { $0.members[0].content[0] = 0 },
  ]

  @Test(arguments: damages)
  func saysWhatIsWrongWithAnArchive(_ damage: Damage) {
    var archive = Archive(members: [good])
    damage.change(&archive)
    HostileFile("w: \(damage.message)", archive.bytes(CRC32.of)).check()
  }

  /// Sixty-five thousand names for one large member would otherwise fill the memory.
  @Test func refusesMembersThatShareBytes() {
    let content = Archive.npy(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1000,), }",
      [UInt8](repeating: 0, count: 4_000))
    var archive = Archive(members: [Archive.Member(name: "a.npy", content: content)])
    for _ in 0..<200 {
      archive.members.append(
        Archive.Member(
          name: "b.npy", content: [], checksum: CRC32.of(content), size: content.count, place: 0))
    }
    let error = #expect(throws: WeightFileError.self) {
      try WeightFile.read(archive.bytes(CRC32.of), path: "w")
    }
    #expect(error?.found == "members that share bytes")
  }
}
