import Testing

@testable import convoy

struct WatchViewTests {
  @Test func showsTheList() throws {
    try withWatchSample { sample in
      try sample.press(.end)
      try record(sample.lines(80, 24), "watch-80x24")
    }
  }

  @Test func showsARun() throws {
    try withWatchSample { sample in
      try sample.press(.enter)
      try record(sample.lines(80, 24), "watch-run-80x24")
    }
  }

  @Test func showsMarkedRunsInColours() throws {
    try withWatchSample { sample in
      try sample.press(.down, .down, .character(" "), .down, .character(" "), .up, .character("l"))
      let lines = sample.lines(110, 24, palette: Palette(isEnabled: true))
      try record(lines.map { $0.replacing("\u{1B}[", with: "^") }, "watch-colours-110x24")
    }
  }

  @Test func showsAFilterBeingWritten() throws {
    try withWatchSample { sample in
      try sample.press(.character("/"))
      for character in "params.depth = 64" { try sample.press(.character(character)) }
      #expect(sample.lines(80, 24).last == "filter: params.depth = 64█  enter apply  esc cancel")
      #expect(sample.lines(20, 24).last == "filter: …depth = 64█")
    }
  }

  @Test func saysWhenThereIsNothing() {
    var state = WatchState()
    func view(_ state: WatchState) -> [String] {
      WatchView(
        state: state, database: "runs.sqlite", size: TerminalSize(columns: 80, rows: 24),
        palette: .plain, now: SampleRuns.start
      ).lines
    }
    #expect(view(state)[0] == "convoy watch  runs.sqlite  0 running of 0 runs")
    #expect(view(state)[2] == "No runs yet; \"convoy run FILE\" records one.")
    state.filter = "name = 'x'"
    #expect(view(state)[2] == "No run fits the filter; / changes it.")
  }

  @Test func fillsAScreenOfAnySizeExactly() throws {
    try withWatchSample { sample in
      for isSingle in [false, true] {
        if isSingle { try sample.press(.enter) }
        for (columns, rows) in [
          (1, 1), (2, 2), (5, 3), (10, 4), (20, 8), (39, 12), (46, 13), (60, 14), (72, 20),
          (80, 24),
          (100, 30), (132, 43), (250, 80),
        ] {
          for palette in [Palette.plain, Palette(isEnabled: true)] {
            let lines = sample.lines(columns, rows, palette: palette)
            #expect(lines.count == rows)
            for line in lines {
              let plain = line.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
              #expect(plain.displayWidth <= columns, "\(columns)×\(rows): \(plain)")
            }
          }
        }
      }
    }
  }

  private func record(_ lines: [String], _ name: String) throws {
    try expectRecorded(lines.joined(separator: "\n") + "\n", "Printed/\(name).txt")
  }
}
