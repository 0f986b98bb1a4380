import TestSupport

/// Changes a sound input into one that may be anything.
struct Mutation {
  /// Pieces that mean something in the format.
  var words: [[UInt8]]

  /// Bytes at the edges of what lengths, signs and texts may be.
  private static let edges: [UInt8] = [
    0, 1, 0x20, 0x22, 0x2C, 0x2D, 0x30, 0x39, 0x7F, 0x80, 0xC0, 0xFF,
  ]
  private static let numbers = [
    "0", "-1", "1e308", "9223372036854775807", "18446744073709551616", "-9223372036854775808",
    "4294967296", "1e-320", "NaN", "0.0000001",
  ]

  func changed(_ input: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var bytes = input
    for _ in 0...random.below(6) {
      let place = random.below(bytes.count + 1)
      switch random.below(9) {
      case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.below(8))
      case 1 where place < bytes.count: bytes[place] = random.one(of: Self.edges)
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(8)))
      case 3: bytes.insert(contentsOf: random.one(of: words), at: place)
      case 4: bytes.insert(contentsOf: Array(random.one(of: Self.numbers).utf8), at: place)
      case 5: bytes.insert(random.one(of: Self.edges), at: place)
      case 6:
        // A piece of it once more, elsewhere.
        let end = min(bytes.count, place + 1 + random.below(64))
        bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count + 1))
      case 7 where random.below(4) == 0: bytes.removeSubrange(place...)
      case 8:
        // A number replaced.
        guard let start = bytes[place...].firstIndex(where: { (0x30...0x39).contains($0) }) else {
          continue
        }
        let end = bytes[start...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: Array(random.one(of: Self.numbers).utf8))
      default: break
      }
    }
    return bytes
  }

  /// A text out of nothing but words.
  func text(_ random: inout SplitMix) -> [UInt8] {
    (0...random.below(24)).flatMap { _ in random.one(of: words) + [0x20] }
  }
}
