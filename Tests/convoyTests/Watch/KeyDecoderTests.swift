import Testing

@testable import convoy

struct KeyDecoderTests {
  static let table: [(String, [Key])] = [
    ("q", [.character("q")]), ("\r", [.enter]), ("\n", [.enter]), ("\t", [.tab]),
    ("\u{7F}", [.backspace]), ("\u{03}", [.control("c")]), ("\u{1A}", [.control("z")]),
    ("\u{1B}[A\u{1B}OB", [.up, .down]), ("\u{1B}[C\u{1B}[D", [.right, .left]),
    ("\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}OH", [.home, .end, .home, .end, .home]),
    ("\u{1B}[5~\u{1B}[6~\u{1B}[3~", [.pageUp, .pageDown, .delete]), ("\u{1B}[Z", [.backTab]),
    // With shift, alternate or control: as without.
    ("\u{1B}[1;5A\u{1B}[5;2~", [.up, .pageUp]),
    ("é日🙂", [.character("é"), .character("日"), .character("🙂")]),
    // What has no meaning here is passed over: function keys, alternate and a letter, a mouse.
    (
      "\u{1B}[15~a\u{1B}xb\u{1B}[<0;3;4Mc",
      [.character("a"), .character("b"), .enter, .character("c")]
    ),
    ("\u{1B}\u{1B}[A", [.escape, .up]),
  ]

  @Test(arguments: table.map(\.0))
  func tellsKeysHoweverTheBytesCome(text: String) throws {
    let bytes = Array(text.utf8)
    let keys = try #require(Self.table.first { $0.0 == text }).1
    var whole = KeyDecoder()
    #expect(whole.keys(for: bytes) == keys)
    var single = KeyDecoder()
    #expect(bytes.flatMap { single.keys(for: [$0]) } == keys)
    #expect(single.flush() == [])
  }

  @Test func tellsTheEscapeKeyWhenNothingFollows() {
    var decoder = KeyDecoder()
    #expect(decoder.keys(for: [0x1B]) == [])
    #expect(decoder.flush() == [.escape])
    #expect(decoder.keys(for: Array("[A".utf8)) == [.character("["), .character("A")])
    // A sequence cut short is none.
    #expect(decoder.keys(for: Array("\u{1B}[".utf8)) == [])
    #expect(decoder.flush() == [])
  }

  @Test func survivesAnyBytes() {
    for first in UInt8.min...UInt8.max {
      for second in [UInt8](arrayLiteral: 0, 0x1B, 0x41, 0x5B, 0x80, 0xC3, 0xF4, 0xFF) {
        var decoder = KeyDecoder()
        _ = decoder.keys(for: [first, second])
        _ = decoder.flush()
        #expect(decoder.keys(for: [0x71]) == [.character("q")], "\(first) \(second)")
      }
    }
    var decoder = KeyDecoder()
    _ = decoder.keys(for: [0x1B, 0x5B] + [UInt8](repeating: 0x30, count: 1000))
    #expect(decoder.keys(for: [0x71]).last == .character("q"))
  }
}
