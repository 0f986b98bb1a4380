import RunStore
import Testing

@testable import convoy

struct WatchStateTests {
  @Test func selectsWithinTheList() throws {
    try withWatchSample { sample in
      #expect(sample.selectedName == "live")
      try #expect(sample.press(.down) == .loadCurves)
      #expect(sample.selectedName == "wild \"run\", 日本")
      try sample.press(.end)
      #expect(sample.selectedName == "cnn-1")
      try sample.press(.down, .character("j"))
      #expect(sample.selectedName == "cnn-1")
      try sample.press(.pageUp)
      #expect(sample.selectedName == "wild \"run\", 日本")
      try sample.press(.home, .up)
      #expect(sample.selectedName == "live")
    }
  }

  @Test func drawsTheMarkedRunsElseTheSelectedAndTheRunningOnes() throws {
    try withWatchSample { sample in
      #expect(sample.drawnNames == ["live"])
      try sample.press(.end)
      #expect(sample.drawnNames == ["cnn-1", "live"])
      try sample.press(.character(" "), .up, .character(" "))
      #expect(sample.drawnNames == ["cnn-1", "mlp-1"])
      try sample.press(.character(" "))
      #expect(sample.drawnNames == ["cnn-1"])
      try sample.press(.escape)
      #expect(sample.drawnNames == ["mlp-1", "live"])
    }
  }

  @Test func opensARunAndGoesBack() throws {
    try withWatchSample { sample in
      try sample.press(.end, .enter)
      #expect(sample.state.runs.map(\.name) == ["cnn-1"])
      #expect(sample.drawnNames == ["cnn-1"])
      // Nothing to select or to filter here.
      try sample.press(.up, .character("/"), .character(" "))
      #expect(sample.state.draft == nil)
      try sample.press(.escape)
      #expect(sample.state.runs.count == 4)
      #expect(sample.selectedName == "cnn-1")
    }
  }

  @Test func turnsToOtherMetrics() throws {
    try withWatchSample { sample in
      #expect(sample.state.metric == "val_accuracy")
      try sample.press(.character("m"))
      #expect(sample.state.metric == "val_loss")
      try sample.press(.character("M"), .backTab)
      #expect(sample.state.metric == "val_accuracy.ring")
      try sample.press(.tab, .character("l"), .character("x"))
      #expect(sample.state.metric == "val_accuracy")
      #expect(sample.state.isLog && sample.state.isByTime)
    }
  }

  @Test func filtersByAWordOrAnExpression() throws {
    try withWatchSample { sample in
      try sample.press(
        .character("/"), .character("N"), .character("n"), .backspace, .character("n"))
      #expect(sample.state.draft == "Nn")
      try #expect(sample.press(.enter) == .load)
      #expect(sample.state.runs.map(\.name) == ["cnn-1"])
      try sample.press(.character("/"), .control("u"))
      for character in "params.depth = 64" { try sample.press(.character(character)) }
      try sample.press(.enter)
      #expect(sample.state.runs.map(\.name) == ["live", "wild \"run\", 日本"])
      // q is a letter of the filter while it is written.
      try #expect(sample.press(.character("/"), .character("q")) == .none)
      try sample.press(.escape)
      #expect(sample.state.filter == "params.depth = 64")
      try sample.press(.escape)
      #expect(sample.state.runs.count == 4)
    }
  }

  @Test func tellsWhatIsWrongWithAFilterAndKeepsIt() throws {
    try withWatchSample { sample in
      try sample.press(.character("/"))
      for character in "depth =" { try sample.press(.character(character)) }
      try #expect(sample.press(.enter) == .none)
      #expect(sample.state.draft == "depth =")
      #expect(sample.state.message?.hasPrefix("filter: ") == true)
      let shown = try #require(sample.lines(80, 24).last)
      #expect(sample.state.message?.hasPrefix(shown.dropLast()) == true)
      try sample.press(.character(" "))
      #expect(sample.state.message == nil)
    }
  }

  @Test func keepsThePlaceOfARunThatIsGone() throws {
    try withWatchSample { sample in
      try sample.press(.down, .down)
      try sample.store.delete([try sample.store.resolve("mlp-1")])
      try sample.load()
      #expect(sample.selectedName == "cnn-1")
      for name in ["cnn-1", "wild \"run\", 日本"] {
        try sample.store.delete([try sample.store.resolve(name)])
      }
      try sample.load()
      #expect(sample.selectedName == "live")
    }
  }

  @Test(arguments: [
    (Key.character("q"), WatchState.Effect.quit), (.control("c"), .interrupt),
    (.control("z"), .suspend), (.delete, .none), (.character("ß"), .none),
  ])
  func leaves(key: Key, effect: WatchState.Effect) {
    var state = WatchState()
    #expect(state.handle(key, page: 1) == effect)
  }

  @Test func worksWithoutRuns() {
    var state = WatchState()
    for key in [Key.up, .down, .pageDown, .end, .enter, .character(" "), .character("m"), .escape] {
      #expect(state.handle(key, page: 1) == .none)
    }
    #expect(state.drawn == [])
  }
}
