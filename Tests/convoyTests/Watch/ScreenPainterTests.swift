import Testing

@testable import convoy

struct ScreenPainterTests {
  private let size = TerminalSize(columns: 10, rows: 3)

  @Test func writesWhatChangedAndNothingElse() {
    var painter = ScreenPainter()
    let first = painter.update(to: ["a", "b"], size: size)
    #expect(first.contains("\u{1B}[2J"))
    #expect(first.contains("\u{1B}[1;1H\u{1B}[Ka\u{1B}[2;1H\u{1B}[Kb"))
    #expect(painter.update(to: ["a", "b"], size: size) == "")
    #expect(
      painter.update(to: ["a", "c", "d"], size: size)
        == "\u{1B}[?2026h\u{1B}[2;1H\u{1B}[Kc\u{1B}[3;1H\u{1B}[Kd\u{1B}[?2026l")
    #expect(
      painter.update(to: ["a"], size: size)
        == "\u{1B}[?2026h\u{1B}[2;1H\u{1B}[K\u{1B}[3;1H\u{1B}[K\u{1B}[?2026l")
  }

  @Test func drawsEverythingInAnotherSizeAndAfterAReset() {
    var painter = ScreenPainter()
    _ = painter.update(to: ["a"], size: size)
    let other = TerminalSize(columns: 9, rows: 1)
    #expect(painter.update(to: ["a", "beyond"], size: other).contains("\u{1B}[1;1H\u{1B}[Ka"))
    #expect(painter.update(to: ["a"], size: other) == "")
    painter.reset()
    #expect(painter.update(to: ["a"], size: other).contains("\u{1B}[2J"))
  }
}
