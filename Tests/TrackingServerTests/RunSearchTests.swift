import Testing

@testable import TrackingServer

struct RunSearchTests {
  /// Four runs: two with a loss, one whose loss is NaN, one without; begun one after the other.
  private func sample() async throws -> TestSite {
    let test = try TestSite()
    for (index, (name, loss, depth)) in [
      ("a", "0.5", "8"), ("b", "0.25", "16"), ("c", "\"NaN\"", "deep"), ("d", nil, nil),
    ].enumerated() {
      let run = try await test.makeRun(name, start: 1000 * (index + 1))
      if let loss { try await test.logMetric(run, "loss", loss, at: 1) }
      if let depth {
        let param = #"{"run_id": "\#(run)", "key": "depth", "value": "\#(depth)"}"#
        _ = try await test.post("runs/log-parameter", param)
      }
      if name < "c" {
        let tag = #"{"run_id": "\#(run)", "key": "an odd.name", "value": "\#(name)1"}"#
        _ = try await test.post("runs/set-tag", tag)
      }
    }
    return test
  }

  @Test(arguments: [
    ("", "d,c,b,a"),
    ("  ", "d,c,b,a"),
    ("metrics.loss < 0.4", "b"),
    ("metric.`loss` >= 0.25 AND params.depth = '8'", "a"),
    ("params.depth LIKE '1%'", "b"),
    ("params.\"depth\" ILIKE 'DEEP'", "c"),
    ("parameters.depth IS NULL", "d"),
    ("params.depth IS NOT NULL", "c,b,a"),
    ("tags.`an odd.name` = 'b1'", "b"),
    ("tags.\"an odd.name\" != 'b1'", "a"),
    ("tags.mlflow.runName = 'c'", "c"),
    ("attributes.run_name = 'a'", "a"),
    ("run_name IN ('a', 'd')", "d,a"),
    ("attributes.start_time > 2000", "d,c"),
    ("attribute.status = 'RUNNING'", "d,c,b,a"),
    ("attributes.status = 'FINISHED'", ""),
    ("metrics.none > 0", ""),
    // Beyond MLflow's own language.
    ("metrics.loss < 0.4 or params.depth > 7", "b,a"),
    ("not metrics.loss.count > 0", "d"),
  ])
  func findsRuns(_ filter: String, _ names: String) async throws {
    let test = try await sample()
    let text = filter.replacing("\"", with: "\\\"")
    let found = try await test.names(#""filter": "\#(text)""#)
    #expect(found.joined(separator: ",") == names)
  }

  @Test(arguments: [
    // What is no number comes after numbers, what is not there last.
    ("metrics.loss", "b,a,c,d"), ("metrics.loss ASC", "b,a,c,d"), ("metrics.loss DESC", "a,b,c,d"),
    ("attributes.start_time ASC", "a,b,c,d"), ("start_time desc", "d,c,b,a"),
    ("params.depth", "a,b,c,d"), ("params.depth DESC", "b,a,c,d"),
    ("tags.`an odd.name` DESC", "b,a,d,c"), ("run_name DESC", "d,c,b,a"),
  ])
  func sortsRuns(_ key: String, _ names: String) async throws {
    let found = try await sample().names(#""order_by": ["\#(key)"]"#)
    #expect(found.joined(separator: ",") == names)
  }

  @Test func sortsByEachKeyAfterTheOneBefore() async throws {
    let test = try TestSite()
    for (name, x, y) in [("a", 1, 1), ("b", 1, 2), ("c", 0, 3)] {
      let run = try await test.makeRun(name)
      try await test.logMetric(run, "x", "\(x)")
      try await test.logMetric(run, "y", "\(y)")
    }
    #expect(
      try await test.names(#""order_by": ["metrics.x DESC", "metrics.y DESC"]"#) == [
        "b", "a", "c",
      ])
  }

  @Test func givesRunsPageByPage() async throws {
    let test = try TestSite()
    for index in 0..<7 { _ = try await test.makeRun("r\(index)", start: 1000) }
    var (names, token, pages): ([String], String, Int) = ([], "", 0)
    repeat {
      let answer = try await test.post(
        "runs/search", #"{"experiment_ids": [0], "max_results": 3, "page_token": "\#(token)"}"#)
      names += answer["runs"]?.elements.compactMap { $0["info", "run_name"]?.text } ?? []
      token = answer["next_page_token"]?.text ?? ""
      pages += 1
    } while !token.isEmpty && pages < 9
    #expect(names.sorted() == (0..<7).map { "r\($0)" } && pages == 3)
  }

  @Test func looksIntoTheTrashOnlyWhereAsked() async throws {
    let test = try TestSite()
    let gone = try await test.makeRun("gone")
    _ = try await test.makeRun("kept")
    _ = try await test.post("runs/delete", #"{"run_id": "\#(gone)"}"#)
    for (view, names) in [
      ("ACTIVE_ONLY", ["kept"]), ("DELETED_ONLY", ["gone"]), ("ALL", ["gone", "kept"]),
    ] {
      #expect(try await test.names(#""run_view_type": "\#(view)""#).sorted() == names)
    }
    // No experiment is none, not all: a client found none of that name.
    #expect(try await test.post("runs/search", "{}")["runs"]?.elements == [])
  }
}
