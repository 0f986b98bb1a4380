import RunStore
import Testing

@testable import TrackingServer

struct MetricEndpointTests {
  @Test func keepsValuesThatAreNoNumbers() async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    let values = ["\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "NaN", "-Infinity", "1e300", "-0.5"]
    for (step, value) in values.enumerated() {
      #expect(try await test.logMetric(run, "m", value, at: step, step: step).text == "{}")
    }
    let history = try await test.get("metrics/get-history?run_id=\(run)&metric_key=m")
    #expect(
      history["metrics"]?.elements.compactMap { $0["value"] } == [
        .string("NaN"), .string("Infinity"), .string("-Infinity"), .string("NaN"),
        .string("-Infinity"), .number(1e300), .number(-0.5),
      ])
  }

  @Test func theLastValueIsThatOfTheGreatestStepThenTimeThenValue() async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    for (value, at, step) in [(1, 5, 3), (2, 9, 2), (3, 4, 3), (4, 5, 3), (2, 9, 2)] {
      try await test.logMetric(run, "m", "\(value)", at: at, step: step)
    }
    for (value, step) in [(7, -2), (8, -1)] {
      try await test.logMetric(run, "below", "\(value)", at: 1, step: step)
    }
    let metrics = try await test.get("runs/get?run_id=\(run)")["run", "data", "metrics"]?.elements
    #expect(metrics?.map { $0["key"]?.text } == ["below", "m"])
    #expect(metrics?.map { $0["value"] } == [.number(8), .number(4)])
    #expect(metrics?.map { $0["step"]?.whole } == [-1, 3])
    // By time, then step, then value; a value logged twice is there once.
    let history = try await test.get("metrics/get-history?run_id=\(run)&metric_key=m")
    let points = history["metrics"]?.elements.map {
      [$0["timestamp"]?.whole, $0["step"]?.whole]
    }
    #expect(points == [[4, 3], [5, 3], [5, 3], [9, 2]])
    #expect(
      history["metrics"]?.elements.map { $0["value"] } == [3, 1, 4, 2].map { .number($0) })
    // The store's own readers have the last value of each step, and when it was measured.
    let curve = try test.store().curves("m", of: [test.store().resolve("r")])
    #expect(curve[0].points.map(\.epoch) == [2, 3])
    #expect(curve[0].points.map(\.seconds) == [-0.991, -0.995])
    let record = try test.store().run(test.store().resolve("r"))
    #expect(record.metrics["m"]?.last == 4 && record.metrics["m"]?.count == 2)
    #expect(try test.store().check() == [])
  }

  @Test(arguments: ["seed", "parameters", "mflop"])
  func whatAClientDoesNotTellIsNoNumber(_ attribute: String) async throws {
    let test = try TestSite()
    _ = try await test.makeRun()
    let store = try test.store()
    #expect(try store.runs(RunQuery(where: Filter(parsing: "\(attribute) = 0"))).isEmpty)
    #expect(try store.runs(RunQuery(where: Filter(parsing: "\(attribute) is null"))).count == 1)
    #expect(try store.query("SELECT \(attribute) FROM runs").rows == [[.null]])
  }

  @Test func oneBatchMayHoldAStepTwice() async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    let metrics = [(5, 1, 2), (6, 1, 3), (4, 0, 1), (9, 2, 4), (9, 2, 4)].map { value, step, at in
      #"{"key": "m", "value": \#(value), "step": \#(step), "timestamp": \#(at)}"#
    }
    _ = try await test.post(
      "runs/log-batch", #"{"run_id": "\#(run)", "metrics": [\#(metrics.joined(separator: ","))]}"#)
    let history = try await test.get("metrics/get-history?run_id=\(run)&metric_key=m")
    #expect(history["metrics"]?.elements.map { $0["value"] } == [4, 5, 6, 9].map { .number($0) })
    let summary = try test.store().run(test.store().resolve("r")).metrics["m"]
    #expect(summary?.count == 3 && summary?.max == 9 && summary?.min == 4)
    #expect(try test.store().check() == [])
  }

  @Test func givesAHistoryPageByPage() async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    for step in 0..<5 { try await test.logMetric(run, "m", "\(step)", at: step, step: step) }
    var (steps, token, pages): ([Int64?], String, Int) = ([], "", 0)
    repeat {
      let answer = try await test.get(
        "metrics/get-history?run_id=\(run)&metric_key=m&max_results=2&page_token=\(token)")
      steps += answer["metrics"]?.elements.map { $0["step"]?.whole } ?? []
      token = answer["next_page_token"]?.text ?? ""
      pages += 1
    } while !token.isEmpty && pages < 9
    #expect(steps == [0, 1, 2, 3, 4] && pages == 3)
    let other = try await test.get("metrics/get-history?run_id=\(run)&metric_key=none")
    #expect(other.status == 200 && other["metrics"]?.elements == [])
  }

  @Test func givesTheHistoriesOfSeveralRuns() async throws {
    let test = try TestSite()
    let runs = try await ["a", "b"].asyncMap { try await test.makeRun($0) }
    for run in runs {
      for step in 0..<6 { try await test.logMetric(run, "m", "\(step)", at: step, step: step) }
    }
    let bulk = try await test.get(
      "metrics/get-history-bulk?run_id=\(runs[0])&run_id=\(runs[1])&metric_key=m&max_results=9")
    let ids = bulk["metrics"]?.elements.compactMap { $0["run_id"]?.text }
    #expect(ids == Array(repeating: runs[0], count: 6) + Array(repeating: runs[1], count: 3))
    let interval = try await test.get(
      "metrics/get-history-bulk-interval?run_ids=\(runs[0])&metric_key=m&start_step=1&end_step=5"
        + "&max_results=3")
    #expect(interval["metrics"]?.elements.map { $0["step"]?.whole } == [1, 3, 5])
    #expect(try await test.get("metrics/get-history-bulk?metric_key=m").status == 400)
  }
}
