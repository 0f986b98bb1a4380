import Foundation
import Testing

@testable import RunStore

@Test func givesBackEverythingARunWasCreatedWith() throws {
  let test = try TestStore()
  let new = NewRun.sample(
    "first", params: [("depth", .number(32)), ("rate", .number(0.001, text: "1e-3")), ("padding", .text("same"))],
    tags: ["baseline", "kind=cnn"], note: "a note")
  let live = try test.store.createRun(new)
  let run = try test.another(.readOnly).run(live.id)
  #expect(run.name == "first")
  #expect(run.status == .running)
  #expect(run.tags == ["baseline", "kind=cnn"])
  #expect(run.note == "a note")
  #expect(run.seed == 7)
  #expect(run.startedAt == start)
  #expect(run.endedAt == nil)
  #expect(
    run.params == [
      "depth": .number(32, text: "32"), "rate": .number(0.001, text: "1e-3"),
      "padding": .text("same"),
    ])
  #expect(run.environment == new.environment)
  #expect(run.dataset == new.dataset)
  #expect(run.model == new.model)
  #expect(run.commandLine == new.commandLine)
  #expect(run.bestMetric == BestMetric("val_loss", direction: .min))
  #expect(try test.store.experimentText(of: live.id) == new.experimentText)
}
