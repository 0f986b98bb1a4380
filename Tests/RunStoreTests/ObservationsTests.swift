import Testing

@testable import RunStore

@Test func observationsAreTheBestOfEachRunAndWhatDiffers() throws {
  let test = try TestStore()
  let shared: [(String, ParamValue)] = [("batch", .number(32))]
  try test.finishedRun(
    "a", params: shared + [("depth", .number(8, text: "8"))], values: [0.5, 0.75, 0.25])
  try test.finishedRun("b", params: shared + [("padding", .text("same"))], values: [0.5])
  try test.finishedRun("bad", params: shared, values: [.nan])
  let gone = try test.finishedRun("gone", params: [("batch", .number(1))], values: [0.9])
  try test.store.delete([gone])

  let all = try test.store.observations(of: "val_accuracy")
  #expect(all.values == [0.75, 0.5])
  #expect(all.direction == .max)
  #expect(all.runsWithoutValue == 1)
  #expect(all.parameters.map(\.name) == ["depth", "padding"])
  #expect(all.parameters.map(\.values) == [[.number(8, text: "8"), nil], [nil, .text("same")]])

  let least = try test.store.observations(
    of: "val_accuracy", direction: .min, where: Filter(parsing: "name != 'b'"))
  #expect(least.values == [0.25])
  #expect(least.parameters.isEmpty)
  let none = try test.store.observations(of: "val_accuracy", where: Filter(parsing: "name = 'x'"))
  #expect(none.values.isEmpty && none.runsWithoutValue == 0)
}

@Test func observationsOfAMetricThatNoRunRecordsAreRefused() throws {
  let test = try TestStore()
  try test.finishedRun("a", values: [1])
  let error = #expect(throws: StoreError.self) { try test.store.observations(of: "nope") }
  #expect(
    error?.description == "metric \"nope\": no run records it; accepted: val_accuracy")
}
