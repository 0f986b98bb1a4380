import TestSupport
import Testing

@testable import RunStore

@Test(arguments: 1...20)
func theFrontIsWhatNoOtherPointUndercuts(seed: UInt64) {
  var random = SplitMix(seed: seed)
  let keys = 1 + random.below(4)
  let costs = (0..<random.below(40)).map { _ in (0..<keys).map { _ in Double(random.below(6)) } }
  let expected = costs.indices.filter { point in
    !costs.contains { other in
      other != costs[point] && zip(other, costs[point]).allSatisfy { $0 <= $1 }
    }
  }
  let front = ParetoFront.positions(of: costs)
  #expect(Set(front) == Set(expected) && front.count == expected.count)
  #expect(front.map { costs[$0][0] } == front.map { costs[$0][0] }.sorted())
}

@Test func theFrontWeighsMetricsFactsAndParameters() throws {
  let test = try TestStore()
  try test.finishedRun("good", params: [("depth", .number(64))], values: [0.9, 0.5], seconds: 60)
  try test.finishedRun("fast", params: [("depth", .number(64))], values: [0.6], seconds: 10)
  try test.finishedRun("beaten", params: [("depth", .number(64))], values: [0.6], seconds: 11)
  try test.finishedRun("small", params: [("depth", .number(8))], values: [0.1], seconds: 90)
  try test.finishedRun("incomplete", params: [("depth", .text("deep"))], values: [1], seconds: 1)
  try test.finishedRun("deleted", params: [("depth", .number(1))], values: [1], seconds: 1)
  try test.store.delete([test.store.resolve("deleted")])
  func names(_ keys: String..., filter: String? = nil) throws -> [String] {
    try test.store.front(
      keys.map { try RankingKey(parsing: $0, source: "--pareto") },
      where: filter.map { try Filter(parsing: $0) }
    ).runs.map(\.name)
  }
  #expect(try names("val_accuracy", "train_seconds", "params.depth") == ["good", "fast", "small"])
  #expect(try names("val_accuracy", "params.depth:max") == ["good"])
  #expect(try names("metrics.val_accuracy.last", "duration_seconds") == ["incomplete"])
  #expect(try names("val_accuracy:min") == ["small"])
  #expect(
    try names("val_accuracy", filter: "duration_seconds > 10 and params.depth > 1") == ["good"])
  let keys = [try RankingKey(parsing: "params.depth", source: "--pareto")]
  #expect(try test.store.front(keys).incomplete == 1)
  #expect(try test.store.front(keys).runs.map(\.values) == [["params.depth": 8]])
}

@Test(arguments: [
  ("", "the end"), ("name", "name"), ("status:min", "status"), ("val_accuracy:least", "\":\""),
  ("foo.bar", "foo.bar"),
])
func refusesAKeyThatIsNoNumber(key: String, found: String) {
  let error = #expect(throws: FilterError.self) { try RankingKey(parsing: key, source: "--pareto") }
  #expect(error?.found == found)
}
