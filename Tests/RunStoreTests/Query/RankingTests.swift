import Testing

@testable import RunStore

/// Accuracies whose best, last and early values rank the runs differently.
private func rankedRuns() throws -> TestStore {
  let test = try TestStore()
  try test.finishedRun("late", values: [0.2, 0.4, 0.9])
  try test.finishedRun("early", params: [("depth", .number(3))], values: [0.8, 0.75, 0.7])
  try test.finishedRun("equal", params: [("depth", .number(3))], values: [0.1, 0.9, 0.7])
  try test.finishedRun("broken", values: [0.6, 0.95, .nan])
  try test.finishedRun("endless", values: [0.5, .infinity])
  return test
}

private let rankings: [(BestMeasure, MetricDirection?, String)] = [
  (
    .best, nil,
    "1 broken 0.95@2, 2 late 0.9@3, 2 equal 0.9@2, 4 early 0.8@1, 5 endless 0.5@1"
  ),
  (.best, .min, "1 equal 0.1@1, 2 late 0.2@1, 3 endless 0.5@1, 4 broken 0.6@1, 5 early 0.7@3"),
  (.last, nil, "1 late 0.9@3, 2 early 0.7@3, 2 equal 0.7@3"),
  (.last, .min, "1 early 0.7@3, 1 equal 0.7@3, 3 late 0.9@3"),
  (.epoch(2), nil, "1 broken 0.95@2, 2 equal 0.9@2, 3 early 0.75@2, 4 late 0.4@2"),
  (.epoch(9), nil, ""),
  (.reaching(0.75), nil, "1 early 0.8@1, 2 equal 0.9@2, 2 broken 0.95@2, 4 late 0.9@3"),
  (.reaching(0.2), .min, "1 late 0.2@1, 1 equal 0.1@1"),
  (.reaching(1), nil, ""),
]

@Test(arguments: rankings)
func ranksRunsByEachMeasure(
  measure: BestMeasure, direction: MetricDirection?, expected: String
) throws {
  let ranked = try rankedRuns().store.best(
    "val_accuracy", by: measure, direction: direction, count: 9)
  #expect(
    ranked.map { "\($0.rank) \($0.name) \($0.value)@\($0.epoch)" }.joined(separator: ", ")
      == expected)
  // The epochs of these runs were recorded one second after the other.
  #expect(ranked.allSatisfy { $0.seconds == Double($0.epoch) })
}

@Test(arguments: [BestMeasure.best, .last, .epoch(1), .reaching(0)])
func ranksOnlyTheRunsThatFitAndAreNotInTheTrash(measure: BestMeasure) throws {
  let test = try rankedRuns()
  let filter = try Filter(parsing: "params.depth = 3")
  func names() throws -> Set<String> {
    Set(try test.store.best("val_accuracy", by: measure, where: filter, count: 9).map(\.name))
  }
  #expect(try names() == ["early", "equal"])
  try test.store.delete([test.store.resolve("early")])
  #expect(try names() == ["equal"])
  #expect(try test.store.best("val_accuracy", by: measure, count: 0).isEmpty)
}
