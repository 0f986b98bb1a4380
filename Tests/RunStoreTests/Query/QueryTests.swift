import Foundation
import Testing

@testable import RunStore

/// Four runs: `a` and `b` with numbers, `c` with a text for a depth, `d` failed and bare.
private func fourRuns() throws -> TestStore {
  let test = try TestStore()
  try test.finishedRun(
    "a", params: [("depth", .number(32)), ("padding", .text("same"))],
    tags: ["baseline", "kind=cnn", "fold=2"], values: [0.5, 0.9, 0.7], note: "first try",
    seconds: 10)
  try test.finishedRun(
    "b", params: [("depth", .number(4)), ("odd name", .number(1))], tags: ["kind=mlp", "fold=10"],
    values: [0.8], seconds: 20)
  try test.finishedRun("c", params: [("depth", .text("deep"))], values: [.nan], seconds: 30)
  try test.finishedRun("d", status: .failed, seconds: 40)
  return test
}

@Test(arguments: [
  ("metrics.val_accuracy > 0.75", "b"),
  ("metric.val_accuracy.max > 0.75", "a b"),
  ("metrics.val_accuracy.best >= 0.9", "a"),
  ("metrics.val_accuracy.first = .5", "a"),
  ("metrics.val_accuracy.min < 7e-1", "a"),
  ("metrics.val_accuracy.count = 3", "a"),
  ("metrics.val_accuracy is null", "c d"),
  ("metrics.val_accuracy.count is not null", "a b c"),
  ("metrics.unheard_of > 0", ""),
  ("params.depth = 32", "a"),
  ("params.depth > 10", "a"),
  ("params.depth = '32'", "a"),
  ("params.depth != 32", "b"),
  ("not params.depth = 32", "b c d"),
  ("params.depth = 'deep'", "c"),
  ("params.depth in (4, 'deep')", "b c"),
  ("params.depth not in (4, 'deep')", "a d"),
  ("params.depth between 4 and 32", "a b"),
  ("params.depth not between 5 and 100 and params.depth is not null", "b c"),
  ("params.`odd name` = 1", "b"),
  ("param.depth is null", "d"),
  ("params.padding like 'sa%'", "a"),
  ("params.padding like 'SA%'", ""),
  ("params.padding ilike 'SA_E'", "a"),
  ("params.padding not like 'x%'", "a b c d"),
  ("tags.baseline", "a"),
  ("not tags.baseline", "b c d"),
  ("tags.kind = 'cnn'", "a"),
  ("tags.kind is null", "c d"),
  ("tag.fold > 9", "b"),
  ("status = 'finished'", "a b c"),
  ("attributes.status = 'FAILED'", "d"),
  ("attribute.name like '_'", "a b c d"),
  ("name in ('a', 'd')", "a d"),
  ("note like '%try'", "a"),
  ("duration_seconds > 15 and durationSeconds < 35", "b c"),
  ("started_at >= '2026-11-23' and started_at < '2026-11-24'", "a b c d"),
  ("ended_at > '2026-11-23T05:39:26Z'", "c d"),
  ("dirty", "a b c d"),
  ("dirty = false", ""),
  ("dataset = 'cifar10' and seed = 7 and epochs = 3", "a"),
  ("name = 'a' or name = 'b' and params.depth = 32", "a"),
  ("(name = 'a' or name = 'b') and params.depth = 4", "b"),
  ("not (name = 'a' or not name != 'b')", "c d"),
  ("NAME = \"a\" OR name='it''s'", "a"),
])
func aFilterFindsTheRunsItDescribes(filter: String, expected: String) throws {
  #expect(try fourRuns().names(where: filter).joined(separator: " ") == expected)
}

@Test(arguments: [
  ("", 1, "the end"),
  ("metrics.val_accuracy >", 23, "the end"),
  ("metrics.val_accuracy > 'high'", 24, "'high'"),
  ("metrics.val_accuracy > 0.5 und name = 'a'", 28, "und"),
  ("metrics.val_accuracy ! 0.5", 22, "!"),
  ("metrics. > 0.5", 9, "\" \""),
  ("speed = 3", 1, "speed"),
  ("foo.bar = 3", 1, "foo.bar"),
  ("name = 'open", 8, "' without its end"),
  ("(name = 'a'", 12, "the end"),
  ("name = 'a')", 11, ")"),
  ("name", 5, "the end"),
  ("params.depth in 3", 17, "3"),
  ("params.depth between 1 and 'x'", 28, "'x'"),
  ("params.depth is 3", 17, "3"),
  ("name = 'a' ; drop table run", 12, "\";\""),
  ("params.depth = 1e999", 16, "1e999"),
  ("params.depth = 3x", 16, "3x"),
  ("status = 'done'", 10, "'done'"),
  ("started_at > 'yesterday'", 14, "'yesterday'"),
])
func aFilterErrorSaysWhereAndWhat(filter: String, column: Int, found: String) throws {
  let error = #expect(throws: FilterError.self) { try Filter(parsing: filter) }
  #expect(error?.column == column)
  #expect(error?.found == found)
  #expect(
    error?.description.hasPrefix("--where: column \(column): found \(found); accepted: ") == true)
}

@Test func nestingAndLengthHaveLimitsInsteadOfCrashes() throws {
  let deep = String(repeating: "(", count: 100_000)
  #expect(throws: FilterError.self) { try Filter(parsing: deep + "name = 'a'") }
  #expect(throws: FilterError.self) {
    try Filter(parsing: String(repeating: "not ", count: 100_000) + "name = 'a'")
  }
  let long = Array(repeating: "name = 'a'", count: 200).joined(separator: " or ")
  let test = try TestStore()
  try test.finishedRun("a")
  #expect(try test.names(where: long) == ["a"])
  #expect(throws: FilterError.self) { try Filter(parsing: long + " or name = 'a'") }
  let list = (0..<5000).map(String.init).joined(separator: ",")
  #expect(try test.names(where: "seed in (\(list))") == ["a"])
}

@Test(arguments: [
  "name = 'x'' OR 1=1 --'", "name = 'x\"; DROP TABLE run; --'", "params.`x' OR '1'='1` = 1",
  "tags.`a) OR (1=1` = 'b'", "metrics.`v\"; DELETE FROM run` > 0", "name like '%'' OR 1=1'",
])
func whatAFilterSaysIsNeverSQL(filter: String) throws {
  let test = try fourRuns()
  #expect(try test.names(where: filter) == [])
  #expect(try test.store.runs().count == 4)
}

@Test(arguments: [
  ("metrics.val_accuracy", false, "b a d c"), ("metrics.val_accuracy", true, "a b d c"),
  ("metrics.val_accuracy.max", false, "a b d c"), ("params.depth", true, "b a c d"),
  ("params.depth", false, "a b c d"), ("name", true, "a b c d"),
  ("duration_seconds", false, "d c b a"), ("tags.fold", true, "a b d c"),
])
func sortsByAnyKeyWithAbsentValuesLast(key: String, ascending: Bool, expected: String) throws {
  let sort = try RunSort(parsing: key, ascending: ascending)
  let names = try fourRuns().store.runs(RunQuery(sort: sort)).map(\.name)
  #expect(names.joined(separator: " ") == expected)
}

@Test func theNewestRunsComeFirstAndNoMoreThanTheLimit() throws {
  let test = try fourRuns()
  #expect(try test.store.runs(RunQuery(limit: 2)).map(\.name) == ["d", "c"])
  #expect(try test.store.runs(RunQuery(limit: 0)).isEmpty)
}

@Test func aSortKeyErrorSaysWhereAndWhat() {
  let error = #expect(throws: FilterError.self) { try RunSort(parsing: "nope") }
  #expect(
    error?.description.hasPrefix(
      "--sort: column 1: found nope; accepted: metrics.nope, params.nope, tags.nope, or one of id, name"
    ) == true)
}

@Test func theBestRunIsTheOneWithTheBestEpoch() throws {
  let test = try fourRuns()
  let best = try test.store.best("val_accuracy", count: 5)
  #expect(best.map(\.name) == ["a", "b"])
  #expect(best.map(\.rank) == [1, 2])
  #expect(best[0].value == 0.9 && best[0].epoch == 2)
  #expect(best[0].tags == ["baseline", "fold=2", "kind=cnn"])
  #expect(try test.store.best("val_accuracy", direction: .min).map(\.value) == [0.5])
  let filter = try Filter(parsing: "params.depth < 10")
  #expect(try test.store.best("val_accuracy", where: filter, count: 5).map(\.name) == ["b"])
  let error = #expect(throws: StoreError.self) { try test.store.best("accuracy") }
  #expect(error?.category == .notFound)
  #expect(error?.description.hasSuffix("accepted: val_accuracy") == true)
}

@Test(arguments: [
  ("val_loss", MetricDirection.min), ("loss", .min), ("top1_error", .min), ("epoch_seconds", .min),
  ("train_time", .min), ("val_accuracy", .max), ("images_per_second", .max), ("f1", .max),
])
func theNameTellsWhichValuesAreBetter(name: String, direction: MetricDirection) {
  #expect(MetricDirection.of(name) == direction)
}

@Test func historyIsOrderedByRunMetricAndEpoch() throws {
  let test = try fourRuns()
  let a = try test.store.resolve("a")
  let b = try test.store.resolve("b")
  var lines: [String] = []
  try test.store.history(of: [b, a], metrics: ["val_accuracy"]) {
    lines.append("\($0.run == a ? "a" : "b") \($0.metric) \($0.epoch) \($0.value)")
  }
  #expect(
    lines == [
      "b val_accuracy 1 0.8", "a val_accuracy 1 0.5", "a val_accuracy 2 0.9",
      "a val_accuracy 3 0.7",
    ])
  struct Stop: Error {}
  #expect(throws: Stop.self) { try test.store.history(of: [a]) { _ in throw Stop() } }
}
