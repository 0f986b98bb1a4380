/// Keeps a terminal's screen equal to some lines by writing what has changed since the last time.
struct ScreenPainter {
  private var shown: [String] = []
  private var size = TerminalSize(columns: 0, rows: 0)

  /// The text that changes the screen to these lines; empty where nothing has changed.
  ///
  /// - Parameter lines: at most as many as the screen has, none wider than it.
  mutating func update(to lines: [String], size: TerminalSize) -> String {
    var text = ""
    if size != self.size {
      // What a terminal makes of its lines when it gets another size is its own affair.
      text = "\u{1B}[0m\u{1B}[2J"
      shown = []
      self.size = size
    }
    for row in 0..<size.rows {
      let line = row < lines.count ? lines[row] : ""
      if row < shown.count ? shown[row] == line : line.isEmpty { continue }
      // Erased first: behind a line that fills the row the cursor still stands on its last character.
      text += "\u{1B}[\(row + 1);1H\u{1B}[K\(line)"
    }
    shown = (0..<size.rows).map { $0 < lines.count ? lines[$0] : "" }
    // Terminals that know this show all of it at once; others pass over it.
    return text.isEmpty ? "" : "\u{1B}[?2026h" + text + "\u{1B}[?2026l"
  }

  /// Forgets what is shown: the next update draws everything.
  mutating func reset() { self = ScreenPainter() }
}

/// The size of a terminal in characters.
struct TerminalSize: Hashable {
  var columns: Int
  var rows: Int
}
