import Testing

@testable import TrackingServer

struct ExperimentEndpointTests {
  @Test func hasADefaultExperimentFromTheBeginning() async throws {
    let test = try TestSite()
    let answer = try await test.get("experiments/get?experiment_id=0")
    #expect(answer["experiment", "name"]?.text == "Default")
    #expect(answer["experiment", "lifecycle_stage"]?.text == "active")
    #expect(answer["experiment", "artifact_location"]?.text == "mlflow-artifacts:/0")
    let named = try await test.get("experiments/get-by-name?experiment_name=Default")
    #expect(named.bytes == answer.bytes)
  }

  @Test func makesRenamesDeletesAndRestoresExperiments() async throws {
    let test = try TestSite()
    let made = try await test.post(
      "experiments/create",
      #"{"name": "a b/ü", "tags": [{"key": "team", "value": "x"}], "unknown": 1}"#)
    let id = try #require(made["experiment_id"]?.text)
    #expect(Int(id) ?? 0 > 0)
    let again = try await test.post("experiments/create", #"{"name": "a b/ü"}"#)
    #expect(again.status == 400 && again.errorCode == "RESOURCE_ALREADY_EXISTS")
    let found = try await test.get("experiments/get-by-name?experiment_name=a+b%2F%C3%BC")
    #expect(found["experiment", "experiment_id"]?.text == id)
    #expect(found["experiment", "creation_time"]?.whole == TestSite.now.milliseconds)

    #expect(
      try await test.post(
        "experiments/update", #"{"experiment_id": "\#(id)", "new_name": "n"}"#
      ).text == "{}")
    let tag = #"{"experiment_id": "\#(id)", "key": "k", "value": "v"}"#
    #expect(try await test.post("experiments/set-experiment-tag", tag).text == "{}")
    let run = try await test.makeRun(experiment: try #require(Int(id)))
    #expect(try await test.post("experiments/delete", #"{"experiment_id": "\#(id)"}"#).text == "{}")
    let deleted = try await test.get("experiments/get?experiment_id=\(id)")
    #expect(deleted["experiment", "lifecycle_stage"]?.text == "deleted")
    #expect(deleted["experiment", "name"]?.text == "n")
    #expect(deleted["experiment", "tags"]?.elements.count == 2)
    #expect(
      try await test.get("runs/get?run_id=\(run)")["run", "info", "lifecycle_stage"]?.text
        == "deleted")
    #expect(try await test.post("runs/create", #"{"experiment_id": "\#(id)"}"#).status == 400)
    _ = try await test.post("experiments/restore", #"{"experiment_id": "\#(id)"}"#)
    #expect(
      try await test.get("runs/get?run_id=\(run)")["run", "info", "lifecycle_stage"]?.text
        == "active")
  }

  @Test(arguments: [
    ("experiments/get?experiment_id=77", 404, "RESOURCE_DOES_NOT_EXIST"),
    ("experiments/get?experiment_id=x", 404, "RESOURCE_DOES_NOT_EXIST"),
    ("experiments/get", 400, "INVALID_PARAMETER_VALUE"),
    // The client makes the experiment then.
    ("experiments/get-by-name?experiment_name=none", 404, "RESOURCE_DOES_NOT_EXIST"),
    ("experiments/none", 404, "ENDPOINT_NOT_FOUND"),
    ("experiments/create", 404, "ENDPOINT_NOT_FOUND"),
  ])
  func saysWhatIsNotThere(_ endpoint: String, _ status: Int, _ code: String) async throws {
    let answer = try await TestSite().get(endpoint)
    #expect(answer.status == status && answer.errorCode == code)
    #expect(answer["message"]?.text?.isEmpty == false)
  }

  @Test(arguments: [
    ("{}", "b,a,Default"),
    (#"{"filter": "name LIKE '%a%'", "order_by": ["name ASC"]}"#, "Default,a"),
    (#"{"filter": "name ILIKE 'DEF%'"}"#, "Default"),
    (#"{"filter": "tags.kind = 'x' and name != 'b'"}"#, "a"),
    (#"{"filter": "attributes.name IN ('a', 'b')", "order_by": ["experiment_id"]}"#, "a,b"),
    (#"{"view_type": "DELETED_ONLY"}"#, "gone"),
    (#"{"view_type": "ALL", "order_by": ["name DESC"], "max_results": 2}"#, "gone,b"),
  ])
  func findsExperiments(_ search: String, _ names: String) async throws {
    let test = try TestSite()
    for name in ["a", "b", "gone"] {
      let tags = #"[{"key": "kind", "value": "x"}]"#
      _ = try await test.post("experiments/create", #"{"name": "\#(name)", "tags": \#(tags)}"#)
    }
    let gone = try await test.get("experiments/get-by-name?experiment_name=gone")
    let id = try #require(gone["experiment", "experiment_id"]?.text)
    _ = try await test.post("experiments/delete", #"{"experiment_id": "\#(id)"}"#)
    let answer = try await test.post("experiments/search", search)
    let found = answer["experiments"]?.elements.compactMap { $0["name"]?.text } ?? []
    #expect(found.joined(separator: ",") == names)
  }

  @Test func givesExperimentsPageByPage() async throws {
    let test = try TestSite()
    for index in 1...4 {
      _ = try await test.post("experiments/create", #"{"name": "e\#(index)"}"#)
    }
    var (names, token, pages): ([String], String, Int) = ([], "", 0)
    repeat {
      let answer = try await test.get(
        "experiments/search?max_results=2&order_by=experiment_id&page_token=\(token)")
      names += answer["experiments"]?.elements.compactMap { $0["name"]?.text } ?? []
      token = answer["next_page_token"]?.text ?? ""
      pages += 1
    } while !token.isEmpty && pages < 9
    #expect(names == ["Default", "e1", "e2", "e3", "e4"] && pages == 3)
  }
}
