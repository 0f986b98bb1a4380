import Foundation
import Testing

@testable import RunStore

private func sampleStore() throws -> TestStore {
  let test = try TestStore()
  try test.finishedRun(
    "a", params: [("depth", .number(32)), ("padding", .text("same"))],
    tags: ["baseline", "kind=cnn"], values: [0.5, 0.9, .nan], note: "first", seconds: 10)
  try test.finishedRun("b", values: [0.25], status: .failed, seconds: 20.5)
  try test.finishedRun("gone", values: [1])
  try test.store.delete([test.store.resolve("gone")])
  return test
}

@Test(arguments: [
  (
    "SELECT name, status, duration_seconds, epochs, note, started_at, git_dirty FROM runs",
    [
      "a finished 10.0 3 first 2026-11-23T05:39:05.678Z 1",
      "b failed 20.5 1  2026-11-23T05:39:05.678Z 1",
    ]
  ),
  (
    "SELECT run_name, name, value, typeof(value) FROM params",
    [
      "a depth 32.0 real", "a padding same text",
    ]
  ),
  (
    "SELECT run_name, epoch, value, at FROM metrics WHERE value IS NOT NULL",
    [
      "a 1 0.5 2026-11-23T05:39:06.678Z", "a 2 0.9 2026-11-23T05:39:07.678Z",
      "b 1 0.25 2026-11-23T05:39:06.678Z",
    ]
  ),
  (
    "SELECT run_name, count, non_finite, first, last, max, max_epoch FROM metric_summaries",
    [
      "a 3 1 0.5  0.9 2", "b 1 0 0.25 0.25 0.25 1",
    ]
  ),
  ("SELECT run_name, name, value FROM tags ORDER BY name", ["a baseline ", "a kind cnn"]),
  ("SELECT count(*) FROM checkpoints", ["0"]),
  (
    "WITH n(i) AS (VALUES (1), (2)) SELECT i, x'00ff', -1e999 FROM n;  -- done",
    [
      "1 x'00ff' -Infinity", "2 x'00ff' -Infinity",
    ]
  ),
])
func theViewsTellWhatTheStoreHolds(sql: String, rows: [String]) throws {
  let test = try sampleStore()
  let result = try test.store.query(sql)
  #expect(result.rows.map { $0.map(\.description).joined(separator: " ") } == rows)
  #expect(!result.isCut)
}

@Test func aQueryGivesNoMoreRowsThanAskedFor() throws {
  let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
  let test = try TestStore()
  let result = try test.store.query(endless, limit: 3)
  #expect(result.rows == [[.integer(1)], [.integer(2)], [.integer(3)]])
  #expect(result.isCut)
}

@Test func aQuerySaysCrashedOfARunWhoseProcessIsGone() throws {
  let test = try TestStore()
  // A lock that goes with the value.
  var run: LiveRun? = try test.store.createRun(.sample("dead"))
  let sql = "SELECT status, name FROM runs WHERE id = '\(run?.id.text ?? "")'"
  #expect(try test.another(.readOnly).query(sql).rows == [[.text("running"), .text("dead")]])
  run = nil
  #expect(try test.another(.readOnly).query(sql).rows == [[.text("crashed"), .text("dead")]])
}

@Test(arguments: [
  ("DELETE FROM run", "a statement that writes"),
  ("UPDATE run SET name = 'x'", "a statement that writes"),
  ("WITH x AS (SELECT 1) INSERT INTO tag SELECT 1, 1, 1, 1", "a statement that writes"),
  ("CREATE TEMP TABLE x (a)", "a statement that writes"),
  ("DROP VIEW runs", "a statement that writes"),
  ("PRAGMA user_version = 9", "PRAGMA user_version"),
  ("BEGIN IMMEDIATE", "a transaction of its own"),
  ("ATTACH '/tmp/x' AS x", "another database (ATTACH)"),
  ("SELECT load_extension('x')", "the function load_extension"),
  ("SELECT 1; DELETE FROM run", "more than one statement"),
  ("VACUUM INTO '/tmp/x'", "more than one statement"),
  (" -- nothing", "no statement"), ("SELECT nme FROM runs", "column 8: no such column: nme"),
  ("SELECT 'ü', x FROM runs", "column 13: no such column: x"),
  ("SELECT zeroblob(1 << 30)", "string or blob too big"),
])
func aQueryThatIsNoneIsRefused(sql: String, found: String) throws {
  let test = try sampleStore()
  let error = #expect(throws: StoreError.self) { try test.store.query(sql) }
  #expect(error?.category == .conflict)
  #expect(
    error?.description
      == "query: \(found); accepted: one SELECT over the views of docs/schema.md")
  #expect(try test.store.runs().count == 2)
}

@Test func theSecondColumnOfANameHasAnotherInJSON() throws {
  let test = try TestStore()
  let result = try test.store.query("SELECT 1 AS a, 2 AS a, NULL AS b, 9e999 AS a")
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  #expect(
    String(decoding: try encoder.encode(result), as: UTF8.self)
      == #"[{"a":1,"a_2":2,"a_3":"Infinity","b":null}]"#)
}
