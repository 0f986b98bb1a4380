import Testing

@testable import ConvEngine

/// Files cut off or changed at random: refused, or read as no more numbers than they have bytes.
@Suite struct DamagedFileTests {
  enum Format: CaseIterable, Sendable {
    case safetensors, npz

    var bytes: [UInt8] {
      let tensors = [
        NamedTensor(name: "a", shape: [2, 1], values: [1, 2]),
        NamedTensor(name: "b", shape: [], values: [3]),
      ]
      return self == .npz ? NPZ.encode(tensors) : WeightFile.safetensors(tensors)
    }
  }

  @Test(arguments: Format.allCases)
  func aFileCutOffAnywhereIsRefused(_ format: Format) {
    let bytes = format.bytes
    for count in bytes.indices {
      #expect(throws: WeightFileError.self, "\(count) of \(bytes.count) bytes") {
        try WeightFile.read(Array(bytes.prefix(count)), path: "w")
      }
    }
  }

  @Test(arguments: Format.allCases, 0..<4)
  func noChangeCrashesOrInventsNumbers(_ format: Format, _ seed: Int) {
    let original = format.bytes
    var numbers = Numbers(seed: UInt64(seed))
    var invented = 0
    for _ in 0..<12_500 {
      var bytes = original
      for _ in 0...numbers.integer(below: 4) {
        let place = numbers.integer(below: bytes.count)
        switch numbers.integer(below: 4) {
        case 0: bytes[place] ^= 1 << UInt8(numbers.integer(below: 8))
        case 1: bytes[place] = [0, 0x7F, 0x80, 0xFF, 0x39, 0x2D][numbers.integer(below: 6)]
        case 2: bytes.remove(at: place)
        default: bytes.insert(bytes[numbers.integer(below: bytes.count)], at: place)
        }
      }
      // Either outcome is right; a crash is not.
      if let found = try? WeightFile.read(bytes, path: "w"),
        found.reduce(0, { $0 + $1.values.count }) > bytes.count
      {
        invented += 1
      }
    }
    #expect(invented == 0)
  }

  /// The same inside an npy header, with the archive's checksum made to match.
  @Test func noChangeOfAnArraysHeaderCrashes() {
    let header = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }".utf8)
    var numbers = Numbers(seed: 5)
    for _ in 0..<5_000 {
      var changed = header
      for _ in 0...numbers.integer(below: 3) {
        changed[numbers.integer(below: changed.count)] = UInt8(numbers.integer(below: 256))
      }
      let content = Archive.npy("", changed + [0, 0, 0, 0, 0, 0, 0, 0], length: changed.count)
      let archive = Archive(members: [Archive.Member(name: "x.npy", content: content)])
      let found = try? WeightFile.read(archive.bytes(CRC32.of), path: "w")
      #expect(found == nil || found?.first?.values.count == 2)
    }
  }
}
