import Foundation
import RunStore
import Testing

@testable import TrackingServer

struct RunEndpointTests {
  @Test func tellsARunAsItWasMade() async throws {
    let test = try TestSite()
    let made = try await test.post(
      "runs/create",
      """
      {"experiment_id": "0", "user_id": "ada", "run_name": "first", "start_time": "1700000000123",
       "tags": [{"key": "mlflow.runName", "value": "first"}, {"key": "k", "value": "v"},
                {"key": "mlflow.parentRunId", "value": "p"}]}
      """)
    let id = try #require(made["run", "info", "run_id"]?.text)
    #expect(id.count == 32 && id.allSatisfy(\.isHexDigit) && id == id.lowercased())
    let answer = try await test.get("runs/get?run_uuid=\(id)")
    #expect(answer.bytes == made.bytes)
    #expect(
      answer.text == """
        {"run":{"info":{"run_id":"\(id)","run_uuid":"\(id)","run_name":"first","experiment_id":"0",\
        "user_id":"ada","status":"RUNNING","start_time":1700000000123,\
        "artifact_uri":"mlflow-artifacts:/0/\(id)/artifacts","lifecycle_stage":"active"},\
        "data":{"metrics":[],"params":[],"tags":[{"key":"k","value":"v"},\
        {"key":"mlflow.parentRunId","value":"p"},{"key":"mlflow.runName","value":"first"},\
        {"key":"mlflow.user","value":"ada"}]},"inputs":{}}}
        """)
    #expect(answer.header("Content-Type") == "application/json")
    // The browser's paths are the clients'.
    #expect(
      try await test.send(.get, "/ajax-api/2.0/mlflow/runs/get?run_id=\(id)").bytes == made.bytes)
  }

  @Test func namesARunThatHasNoName() async throws {
    let test = try TestSite()
    let names = try await [#"{"run_name": ""}"#, #"{"experiment_id": "0"}"#].asyncMap {
      try await test.post("runs/create", $0)["run", "info", "run_name"]?.text
    }
    #expect(names == ["Default-1", "Default-2"])
    let different = try await test.post(
      "runs/create",
      #"{"run_name": "a", "tags": [{"key": "mlflow.runName", "value": "b"}]}"#)
    #expect(different.status == 400 && different.errorCode == "INVALID_PARAMETER_VALUE")
  }

  @Test(arguments: [
    ("FINISHED", RunStatus.finished), ("FAILED", .failed), ("KILLED", .interrupted),
    ("RUNNING", .running), ("SCHEDULED", .running),
  ])
  func endsARunAsItsClientSays(_ status: String, _ stored: RunStatus) async throws {
    let test = try TestSite()
    let run = try await test.makeRun(start: 5000)
    let answer = try await test.post(
      "runs/update",
      #"{"run_id": "\#(run)", "status": "\#(status)", "end_time": 6500, "run_name": "renamed"}"#)
    #expect(answer["run_info", "status"]?.text == status)
    #expect(answer["run_info", "run_name"]?.text == "renamed")
    #expect(answer["run_info", "end_time"]?.whole == (stored == .running ? nil : 6500))
    let record = try test.store().run(try test.store().resolve("renamed"))
    #expect(record.status == stored)
    #expect(record.durationSeconds == (stored == .running ? 0 : 1.5))
  }

  @Test func refusesWhatADeletedRunIsTold() async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    #expect(try await test.post("runs/delete", #"{"run_id": "\#(run)"}"#).text == "{}")
    for (endpoint, body) in [
      ("log-metric", #""key": "m", "value": 1, "timestamp": 1"#),
      ("log-parameter", #""key": "p", "value": "1""#), ("set-tag", #""key": "t", "value": "1""#),
      ("log-batch", #""metrics": []"#), ("update", #""status": "FINISHED""#),
    ] {
      let answer = try await test.post("runs/" + endpoint, #"{"run_id": "\#(run)", \#(body)}"#)
      #expect(answer.status == 400 && answer.errorCode == "INVALID_PARAMETER_VALUE", "\(endpoint)")
    }
    _ = try await test.post("runs/restore", #"{"run_id": "\#(run)"}"#)
    #expect(try await test.logMetric(run, "m", "1").text == "{}")
    // Restoring what is not in the trash changes nothing.
    #expect(try await test.post("runs/restore", #"{"run_id": "\#(run)"}"#).text == "{}")
  }

  @Test func parametersNeverChangeAndTagsDo() async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    func param(_ value: String) async throws -> Answer {
      try await test.post(
        "runs/log-parameter", #"{"run_id": "\#(run)", "key": "lr", "value": "\#(value)"}"#)
    }
    #expect(try await param("0.1").text == "{}")
    #expect(try await param("0.1").text == "{}")
    let changed = try await param("0.10")
    #expect(changed.status == 400)
    #expect(changed["message"]?.text?.hasPrefix("Changing param values is not allowed.") == true)
    for value in ["a", "b", ""] {
      let tag = #"{"run_id": "\#(run)", "key": "t", "value": "\#(value)"}"#
      #expect(try await test.post("runs/set-tag", tag).text == "{}")
    }
    let tags = try await test.get("runs/get?run_id=\(run)")["run", "data", "tags"]?.elements
    #expect(tags?.first { $0["key"]?.text == "t" }?["value"]?.text == "")
    let delete = #"{"run_id": "\#(run)", "key": "t"}"#
    #expect(try await test.post("runs/delete-tag", delete).text == "{}")
    #expect(try await test.post("runs/delete-tag", delete).errorCode == "RESOURCE_DOES_NOT_EXIST")
  }

  @Test func takesABatchWholeOrNotAtAll() async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    _ = try await test.post(
      "runs/log-parameter", #"{"run_id": "\#(run)", "key": "p", "value": "1"}"#)
    let batch = """
      {"run_id": "\(run)", "metrics": [{"key": "m", "value": 1, "timestamp": 1, "step": 1}],
       "tags": [{"key": "t", "value": "x"}], "params": [{"key": "q", "value": "1"},
       {"key": "p", "value": "VALUE"}]}
      """
    #expect(try await test.post("runs/log-batch", batch).status == 400)
    var data = try await test.get("runs/get?run_id=\(run)")["run", "data"]
    #expect(data?["metrics"]?.elements == [] && data?["params"]?.elements.count == 1)
    let good = batch.replacingOccurrences(of: "VALUE", with: "1")
    #expect(try await test.post("runs/log-batch", good).text == "{}")
    data = try await test.get("runs/get?run_id=\(run)")["run", "data"]
    #expect(data?["metrics"]?.elements.count == 1 && data?["params"]?.elements.count == 2)
  }

  @Test(arguments: [
    (metrics: 1001, params: 0, tags: 0), (metrics: 0, params: 101, tags: 0),
    (metrics: 0, params: 0, tags: 101), (metrics: 950, params: 51, tags: 0),
  ])
  func refusesTooLargeBatches(metrics: Int, params: Int, tags: Int) async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    func list(_ count: Int, _ rest: String) -> String {
      "[" + (0..<count).map { "{\"key\": \"k\($0)\", \(rest)}" }.joined(separator: ",") + "]"
    }
    let answer = try await test.post(
      "runs/log-batch",
      """
      {"run_id": "\(run)", "metrics": \(list(metrics, #""value": 1, "timestamp": 1"#)),
       "params": \(list(params, #""value": "1""#)), "tags": \(list(tags, #""value": "1""#))}
      """)
    #expect(answer.status == 400)
    #expect(answer["message"]?.text?.hasPrefix("A batch logging request can contain") == true)
  }

  @Test(arguments: [
    "", "/a", "a//b", "../a", "a/../b", ".", "a\\\\b", "a?b", "a<b", "new\\nline", "a\\u0000b",
    String(repeating: "k", count: 251),
  ])
  func refusesKeysThatAreNoCleanPaths(_ key: String) async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    let answer = try await test.logMetric(run, key, "1")
    #expect(answer.status == 400 && answer.errorCode == "INVALID_PARAMETER_VALUE")
  }

  @Test(arguments: [
    ("runs/log-metric", #"{"run_id": "RUN", "key": "m", "value": 1}"#),
    ("runs/log-metric", #"{"run_id": "RUN", "value": 1, "timestamp": 1}"#),
    ("runs/log-metric", #"{"run_id": "RUN", "key": "m", "value": "much", "timestamp": 1}"#),
    ("runs/log-metric", #"{"run_id": "RUN", "key": "m", "value": 1, "timestamp": 1.5}"#),
    ("runs/log-metric", #"{"key": "m", "value": 1, "timestamp": 1}"#),
    ("runs/log-batch", #"{"run_id": "RUN", "metrics": {}}"#),
    ("runs/log-batch", #"{"run_id": "RUN", "metrics": [1]}"#),
    ("runs/update", #"{"run_id": "RUN", "status": "DONE"}"#),
    ("runs/search", #"{"max_results": 50001}"#), ("runs/search", #"{"max_results": 0}"#),
    ("runs/search", #"{"page_token": "!"}"#), ("runs/search", #"{"filter": "metrics.a >"}"#),
    ("runs/search", #"{"filter": "metrics.a = 'text'"}"#),
    ("runs/search", #"{"order_by": ["nothing.a"]}"#), ("runs/search", #"{"run_view_type": "x"}"#),
    ("runs/search", "[]"), ("runs/search", "{"), ("runs/search", "\u{feff}{}"),
  ])
  func saysWhatIsWrongWithARequest(_ endpoint: String, _ body: String) async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    let answer = try await test.post(endpoint, body.replacingOccurrences(of: "RUN", with: run))
    #expect(answer.status == 400 && answer.errorCode == "INVALID_PARAMETER_VALUE")
    #expect(answer["message"]?.text?.isEmpty == false)
  }
}

extension Array {
  /// One after the other.
  func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
