import Testing

@testable import convoy

struct ProgressDisplayTests {
  private let metrics: [(name: String, value: Double)] = [
    ("train_loss", 1.5), ("train_accuracy", 0.45), ("val_loss", 1.25), ("val_accuracy", 0.55),
    ("learning_rate", 0.001), ("epoch_seconds", 21.5), ("images_per_second", 2093.7),
  ]

  private func record(
    width: Int?, _ body: (inout ProgressDisplay) -> Void
  ) -> String {
    final class Text { var value = "" }
    let text = Text()
    var display = ProgressDisplay(
      destination: Destination(palette: .plain, width: width), write: { text.value += $0 })
    body(&display)
    return text.value
  }

  private func step(_ step: Int) -> StepProgress {
    StepProgress(
      epoch: 2, epochs: 12, step: step, steps: 100, imagesPerSecond: 2093.7, loss: 1.25,
      accuracy: 0.5)
  }

  @Test func writesOnePlainLinePerEpochElsewhere() {
    let text = record(width: nil) { display in
      display.step(step(50), elapsed: .seconds(3))
      display.epoch(2, of: 12, metrics: metrics)
      display.finish()
    }
    #expect(
      text
        == "epoch  2/12  loss 1.5000  acc 0.4500  val_loss 1.2500  val_acc 0.5500  2,093 img/s  21.5s\n"
    )
  }

  @Test func drawsOverOneLinePerEpochOnATerminal() {
    let text = record(width: 200) { display in
      display.epoch(1, of: 12, metrics: metrics)
      display.step(step(50), elapsed: .seconds(30))
      display.step(step(51), elapsed: .milliseconds(30_050))  // too soon to draw again
      display.epoch(2, of: 12, metrics: metrics)
      display.finish()
    }
    let drawings = text.split(separator: "\r").map(String.init)
    #expect(drawings.count == 3)
    #expect(
      drawings[1]
        == "epoch  2/12  ━━━━━━━━━━──────────  2,093 img/s  3m 30s left  loss 1.2500  acc 0.5000  ▄\u{1B}[K"
    )
    #expect(drawings[2].hasSuffix("21.5s  ▄▄\u{1B}[K\n"))
  }

  @Test func writesTestMetricsOnALineOfTheirOwn() {
    let text = record(width: nil) { display in
      display.epoch(
        12, of: 12, metrics: [("train_loss", 1.5), ("test_loss", 0.74), ("test_accuracy", 0.746)])
    }
    #expect(text == "epoch 12/12  loss 1.5000\ntest         loss 0.7400  acc 0.7460\n")
  }

  @Test func neverWrapsOnANarrowTerminal() {
    let text = record(width: 40) { $0.step(step(50), elapsed: .seconds(30)) }
    #expect(text.dropFirst().dropLast(3).count == 39)
    #expect(text.contains("…"))
  }

  @Test func keepsTheMainFieldsAt80Columns() {
    let text = record(width: 80) { display in
      for epoch in 1...12 { display.epoch(epoch, of: 100, metrics: metrics) }
      display.step(step(50), elapsed: .seconds(30))
    }
    let drawings = text.split(separator: "\r").map { $0.prefix { $0 != "\u{1B}" } }
    #expect(
      drawings[11] == "epoch  12/100  acc 0.4500  val_acc 0.5500  2,093 img/s  21.5s  ▄▄▄▄▄▄▄▄▄▄")
    #expect(
      drawings[12] == "epoch  2/12  ━━━━━─────  2,093 img/s  3m 30s left  acc 0.5000  ▄▄▄▄▄▄▄▄▄▄")
    #expect(drawings.allSatisfy { $0.displayWidth < 80 })
  }

  @Test func leavesTheCursorOnAFreshLine() {
    let text = record(width: 80) { display in
      display.step(step(50), elapsed: .seconds(30))
      display.finish()
    }
    #expect(text.hasSuffix("\n"))
  }
}
