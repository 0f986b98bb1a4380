import Foundation
import Testing

@testable import RunStore

@Test func givesBackEverythingARunWasCreatedWith() throws {
  let test = try TestStore()
  let new = NewRun.sample(
    "first",
    params: [
      ("depth", .number(32)), ("rate", .number(0.001, text: "1e-3")), ("padding", .text("same")),
    ],
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

@Test func aRunWithoutANameIsNumberedAfterItsExperiment() throws {
  let test = try TestStore()
  let first = try test.store.createRun(.sample())
  let second = try test.store.createRun(.sample())
  #expect([first.name, second.name] == ["cifar10-cnn-1", "cifar10-cnn-2"])
  try test.finishedRun("cifar10-cnn-10")
  try test.finishedRun("cifar10-cnn-x")
  #expect(try test.store.createRun(.sample()).name == "cifar10-cnn-11")
}

@Test func refusesANameThatALiveRunHas() throws {
  let test = try TestStore()
  let holder = try test.finishedRun("mine")
  let error = #expect(throws: StoreError.self) { try test.store.createRun(.sample("mine")) }
  #expect(error?.category == .conflict)
  #expect(error?.description.contains(holder.text) == true)
}

@Test(arguments: ["", "@last", "two\nlines"])
func refusesANameThatCouldNotBeTyped(name: String) throws {
  let test = try TestStore()
  #expect(throws: StoreError.self) { try test.store.createRun(.sample(name)) }
}

@Test func identifiersAreOrderedByTimeAndUnique() {
  let early = (0..<100).map { _ in RunIdentifier(at: Timestamp(start)).text }
  let late = RunIdentifier(at: Timestamp(start.addingTimeInterval(0.001))).text
  #expect(Set(early).count == 100)
  #expect(early.allSatisfy { $0 < late && RunIdentifier($0) != nil })
  #expect(late.dropFirst(14).first == "7")
}

@Test func finishingARunSaysHowAndWhen() throws {
  let test = try TestStore()
  let live = try test.store.createRun(.sample())
  let end = start.addingTimeInterval(12.5)
  try test.store.finish(live, status: .failed, message: "loss is NaN in epoch 2", at: end)
  let run = try test.store.run(live.id)
  #expect(run.status == .failed)
  #expect(run.message == "loss is NaN in epoch 2")
  #expect(run.endedAt == end)
  #expect(run.durationSeconds == 12.5)
}

@Test func summariesSayWhatTheValuesSay() throws {
  let test = try TestStore()
  let live = try test.store.createRun(.sample())
  for (epoch, value) in [0.5, 0.9, 0.3, 0.9, 0.7].enumerated() {
    try test.store.recordEpoch(
      live, epoch: epoch + 1, metrics: [("val_accuracy", value), ("val_loss", 1 - value)],
      checkpoint: nil, at: start.addingTimeInterval(Double(epoch)))
  }
  let metrics = try test.store.run(live.id).metrics
  let accuracy = try #require(metrics["val_accuracy"])
  #expect(accuracy.count == 5)
  #expect(accuracy.nonFinite == 0)
  #expect(accuracy.first == 0.5)
  #expect(accuracy.last == 0.7)
  #expect(accuracy.lastEpoch == 5)
  #expect(accuracy.min == 0.3 && accuracy.minEpoch == 3)
  #expect(accuracy.best == 0.9 && accuracy.bestEpoch == 2)
  let loss = try #require(metrics["val_loss"])
  #expect(loss.best == 1 - 0.9 && loss.bestEpoch == 2)
  #expect(try test.store.check() == [])
}

@Test func aRepeatedEpochReplacesItsValues() throws {
  let test = try TestStore()
  let live = try test.store.createRun(.sample())
  for (epoch, value) in [(1, 0.5), (2, 0.9), (3, 0.6), (2, 0.4), (0, 0.1)] {
    try test.store.recordEpoch(
      live, epoch: epoch, metrics: [("a", value), ("a", value)], checkpoint: nil, at: start)
  }
  let summary = try #require(try test.store.run(live.id).metrics["a"])
  #expect(summary.count == 4)
  #expect(summary.max == 0.6 && summary.maxEpoch == 3)
  #expect(summary.min == 0.1 && summary.first == 0.1)
  #expect(summary.last == 0.6)
  #expect(try test.store.check() == [])
}

@Test func laterMetricsOfAnEpochJoinTheEarlierOnes() throws {
  let test = try TestStore()
  let live = try test.store.createRun(.sample())
  try test.store.recordEpoch(
    live, epoch: 1, metrics: [("val_loss", 1)], checkpoint: nil, at: start)
  try test.store.recordEpoch(
    live, epoch: 1, metrics: [("test_loss", 2)], checkpoint: nil, at: start)
  #expect(try Set(test.store.run(live.id).metrics.keys) == ["val_loss", "test_loss"])
}

@Test func keepsNaNAndInfinitiesApartFromNumbers() throws {
  let test = try TestStore()
  let values = [Double.nan, 2, .infinity, 1, -.infinity, .nan]
  let id = try test.finishedRun(metric: "loss", values: values)
  let summary = try #require(try test.store.run(id).metrics["loss"])
  #expect(summary.count == 6)
  #expect(summary.nonFinite == 4)
  #expect(summary.first.isNaN && summary.last.isNaN)
  #expect(summary.min == 1 && summary.minEpoch == 4)
  #expect(summary.max == 2 && summary.maxEpoch == 2)
  var read: [Double] = []
  try test.store.history(of: [id]) { read.append($0.value) }
  #expect(read.map(\.description) == values.map(\.description))
  #expect(try test.store.check() == [])

  let never = try test.finishedRun(metric: "loss", values: [.nan])
  #expect(try test.store.run(never).metrics["loss"]?.best == nil)
  #expect(try test.store.best("loss", count: 10).map(\.id) == [id])
}

@Test func theJSONOfARunHasTheContractsKeys() throws {
  let test = try TestStore()
  let id = try test.finishedRun(
    "j", params: [("depth", .number(32)), ("rate", .number(0.5)), ("pad", .text("same"))],
    metric: "val_loss", values: [1, .infinity])
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  let run = try test.store.run(id)
  let json = try encoder.encode(run)
  let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
  for key in [
    "id", "name", "experiment", "status", "tags", "note", "startedAt", "endedAt",
    "durationSeconds", "seed", "params", "metrics", "environment", "dataset", "model",
    "checkpoints",
  ] {
    #expect(object[key] != nil, "\(key)")
  }
  #expect(object["startedAt"] as? String == "2026-11-23T05:39:05.678Z")
  let text = String(decoding: json, as: UTF8.self)
  #expect(text.contains(#""params":{"depth":32,"pad":"same","rate":0.5}"#))
  #expect(text.contains(#""last":"Infinity""#))
  #expect(text.contains(#""git":{"commit":"abc","dirty":true}"#))
  #expect(text.contains(#""note":null"#))
  let back = try JSONDecoder().decode(RunRecord.self, from: json)
  #expect(back.metrics == run.metrics && back.id == run.id && back.startedAt == run.startedAt)
}

@Test(arguments: [Int64.min, .max])
func aDamagedTimeIsReadWithoutACrash(milliseconds: Int64) throws {
  let test = try TestStore()
  let id = try test.finishedRun()
  try test.store.queue.write {
    try $0.execute(sql: "UPDATE run SET started_at = ?", arguments: [milliseconds])
  }
  let run = try test.store.run(id)
  #expect(Timestamp(run.startedAt).milliseconds == milliseconds)
  #expect(run.durationSeconds.isFinite)
}

@Test func changesOfTheCodeAreSharedAndGoWithTheirLastRun() throws {
  let test = try TestStore()
  func record(_ text: String?) throws -> RunIdentifier {
    var new = NewRun.sample()
    new.codeDiff = text.map { CodeDiff(text: $0, bytes: 7_000_000) }
    let run = try test.store.createRun(new)
    try test.store.finish(run, status: .finished, at: start)
    return run.id
  }
  let runs = try [record("--- a\n+é\n"), record("--- a\n+é\n"), record(nil)]
  let diff = try #require(try test.store.codeDiff(of: runs[1]))
  #expect(diff == CodeDiff(text: "--- a\n+é\n", bytes: 7_000_000) && diff.isCut)
  #expect(try test.store.codeDiff(of: runs[2]) == nil)
  func texts() throws -> Int? {
    try test.store.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM code_diff") }
  }
  #expect(try texts() == 1)
  for (run, left) in zip(runs, [1, 0]) {
    try test.store.delete([run])
    try test.store.purge()
    #expect(try texts() == left)
  }
  #expect(try test.store.check() == [])
}
