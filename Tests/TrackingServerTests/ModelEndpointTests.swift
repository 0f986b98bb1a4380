import HTTPTypes
import Testing

@testable import TrackingServer

struct ModelEndpointTests {
  private func send(
    _ test: TestSite, _ method: HTTPRequest.Method, _ path: String, _ json: String = ""
  ) async throws -> Answer {
    try await test.send(method, "/api/2.0/mlflow/logged-models" + path, [Array(json.utf8)])
  }

  @Test func keepsAModelWithItsRun() async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    let made = try await send(
      test, .post, "",
      """
      {"experiment_id": "0", "name": "forest", "model_type": "classifier", "source_run_id": "\(run)",
       "params": [{"key": "depth", "value": "3"}], "tags": [{"key": "t", "value": "v"}]}
      """)
    let id = try #require(made["model", "info", "model_id"]?.text)
    let uri = try #require(made["model", "info", "artifact_uri"]?.text)
    #expect(uri == "mlflow-artifacts:/0/\(run)/artifacts/models/\(id)")
    #expect(made["model", "info", "status"]?.text == "LOGGED_MODEL_PENDING")

    let file = "/api/2.0/mlflow-artifacts/artifacts/0/\(run)/artifacts/models/\(id)/MLmodel"
    #expect(try await test.send(.put, file, [Array("flavors".utf8)]).status == 200)
    _ = try await send(
      test, .post, "/\(id)/params", #"{"params": [{"key": "trees", "value": "10"}]}"#)
    _ = try await send(test, .patch, "/\(id)/tags", #"{"tags": [{"key": "u", "value": "w"}]}"#)
    #expect(try await send(test, .delete, "/\(id)/tags/t").text == "{}")
    let ready = try await send(test, .patch, "/\(id)", #"{"status": "LOGGED_MODEL_READY"}"#)
    #expect(ready["model", "info", "status"]?.text == "LOGGED_MODEL_READY")
    let got = try await send(test, .get, "/\(id)")
    #expect(got.bytes == ready.bytes)
    #expect(got["model", "info", "source_run_id"]?.text == run)
    #expect(got["model", "info", "tags"]?.elements.map { $0["key"]?.text } == ["u"])
    #expect(got["model", "data", "params"]?.elements.map { $0["key"]?.text } == ["depth", "trees"])
    let list = try await send(test, .get, "/\(id)/artifacts/directories")
    #expect(list["files"]?.elements.first?["path"]?.text == "MLmodel")

    #expect(try await send(test, .delete, "/\(id)").text == "{}")
    #expect(try await send(test, .get, "/\(id)").status == 404)
    #expect(try await test.send(.get, file).status == 404)
    #expect(try test.store().check() == [])
  }

  @Test func aModelOutsideARunGetsOne() async throws {
    let test = try TestSite()
    let made = try await send(test, .post, "", #"{"experiment_id": "0", "name": "alone"}"#)
    let run = try #require(made["model", "info", "source_run_id"]?.text)
    let answer = try await test.get("runs/get?run_id=\(run)")
    #expect(answer["run", "info", "run_name"]?.text == "alone")
    #expect(answer["run", "info", "status"]?.text == "FINISHED")
  }

  @Test(arguments: [
    ("", "b,a"), ("name = 'a'", "a"), ("model_type LIKE 't%' AND status = 'PENDING'", "b,a"),
    ("params.p = '1' and tags.t != '1'", "b"), ("attributes.name IN ('x')", ""),
  ])
  func findsModels(_ filter: String, _ names: String) async throws {
    let test = try TestSite()
    for (name, tag) in [("a", "1"), ("b", "2")] {
      let run = try await test.makeRun()
      let texts = """
        "params": [{"key": "p", "value": "1"}], "tags": [{"key": "t", "value": "\(tag)"}]
        """
      _ = try await send(
        test, .post, "",
        """
        {"experiment_id": "0", "name": "\(name)", "model_type": "t", "source_run_id": "\(run)", \(texts)}
        """)
    }
    let answer = try await send(
      test, .post, "/search", #"{"experiment_ids": ["0"], "filter": "\#(filter)"}"#)
    let found = answer["models"]?.elements.compactMap { $0["info", "name"]?.text } ?? []
    #expect(found.joined(separator: ",") == names)
    let sorted = try await send(
      test, .post, "/search",
      #"{"experiment_ids": ["0"], "order_by": [{"field_name": "name"}], "max_results": 1}"#)
    #expect(sorted["models"]?.elements.first?["info", "name"]?.text == "a")
    #expect(sorted["next_page_token"] != nil)
  }
}
