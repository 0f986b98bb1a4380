import Foundation
import Glibc
import Testing

/// The live view in a terminal, as its users have it.
struct WatchSessionTests {
  /// What gives the ordinary screen and the cursor back.
  private static let restored = "\u{1B}[?25h\u{1B}[?1049l"

  @Test func takesTheScreenAndGivesItBack() throws {
    try withSampleRuns { convoy in
      let terminal = try PseudoTerminal(convoy, ["watch"])
      #expect(terminal.shows("\u{1B}[?1049h"))
      #expect(terminal.shows("convoy watch"))
      #expect(!terminal.isOrdinary)
      terminal.type("\u{1B}[B\u{1B}[B\r")
      #expect(terminal.shows("metrics: last, best"))
      terminal.resize(columns: 100, rows: 30)
      terminal.send(SIGWINCH)
      #expect(terminal.shows("\u{1B}[2J"))
      #expect(terminal.shows("\u{1B}[30;1H"))
      terminal.type("q")
      #expect(terminal.shows(Self.restored))
      #expect(terminal.ends())
      #expect(terminal.process.terminationStatus == 0)
      #expect(terminal.isOrdinary)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGSEGV, SIGTRAP])
  func givesTheTerminalBackWhateverEndsIt(signal: Int32) throws {
    try withSampleRuns { convoy in
      let terminal = try PseudoTerminal(convoy, ["watch", "cnn-1"])
      #expect(terminal.shows("esc back"))
      terminal.send(signal)
      #expect(terminal.shows(Self.restored))
      #expect(terminal.ends())
      #expect(terminal.process.terminationReason == .uncaughtSignal)
      #expect(terminal.process.terminationStatus == signal)
      #expect(terminal.isOrdinary)
    }
  }

  @Test func isInterruptedByItsKey() throws {
    try withSampleRuns { convoy in
      let terminal = try PseudoTerminal(convoy, ["watch"])
      #expect(terminal.shows("q quit"))
      terminal.type("\u{03}")
      #expect(terminal.shows(Self.restored))
      #expect(terminal.ends())
      #expect(terminal.process.terminationStatus == 130)
    }
  }

  @Test func showsWhatAnotherProcessChanges() throws {
    try withSampleRuns { convoy in
      let terminal = try PseudoTerminal(convoy, ["watch"])
      #expect(terminal.shows("q quit"))
      try #expect(convoy("rename", "mlp-1", "another").status == 0)
      #expect(terminal.shows("another"))
      terminal.type("q")
      #expect(terminal.ends())
    }
  }

  @Test func needsATerminal() throws {
    try withSampleRuns { convoy in
      let result = try convoy("watch")
      #expect(result.status == 64)
      #expect(
        result.errors
          == "convoy: watch: the standard input is no terminal; accepted: a terminal (list, show and "
          + "plot need none)\n")
      #expect(result.output == "")
      try #expect(convoy("watch", "nix").status == 66)
      try #expect(convoy("watch", "--metric", "nix").status == 66)
      try #expect(convoy("watch", "--where", "depth =").status == 64)
    }
  }
}
