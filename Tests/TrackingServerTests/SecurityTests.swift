import Foundation
import HTTPTypes
import RunStore
import Testing

@testable import TrackingServer

struct SecurityTests {
  @Test(arguments: [
    ("127.0.0.1:5000", 200), ("127.0.0.1", 200), ("localhost:5000", 200), ("LOCALHOST", 200),
    ("[::1]:5000", 200), ("evil.example:5000", 403), ("127.0.0.1.evil.example", 403),
    ("localhost.evil.example", 403), ("evil.example:127.0.0.1", 403), ("", 403),
    ("[::1", 403), ("127.0.0.2", 403),
  ])
  func answersUnderItsOwnNamesAlone(_ host: String, _ status: Int) async throws {
    let answer = try await TestSite().send(.get, "/health", headers: ["Host": host])
    #expect(answer.status == status)
  }

  @Test(arguments: [
    (["Origin": "http://127.0.0.1:5000"], 200), ([:], 200),
    (["Origin": "http://localhost:5000"], 403), (["Origin": "http://127.0.0.1:8080"], 403),
    (["Origin": "https://evil.example"], 403), (["Origin": "null"], 403),
    (["Sec-Fetch-Site": "cross-site"], 403), (["Sec-Fetch-Site": "same-origin"], 200),
    (["Sec-Fetch-Site": "none"], 200),
  ])
  func takesChangesFromItsOwnPagesAndPrograms(
    _ headers: [String: String], _ status: Int
  ) async throws {
    let test = try TestSite()
    let path = "/api/2.0/mlflow/experiments/create"
    let answer = try await test.send(
      .post, path, [Array(#"{"name": "e"}"#.utf8)], headers: headers)
    #expect(answer.status == status)
    // Reading is harmless: no answer tells a foreign page anything (no CORS headers).
    #expect(try await test.send(.get, "/health", headers: headers).status == 200)
    #expect(answer.header("Access-Control-Allow-Origin") == nil)
  }

  @Test(arguments: [
    (nil, 401), ("Bearer secret", 200), ("bearer secret", 200), ("Bearer secre", 401),
    ("Bearer secrets", 401), ("Bearer ", 401), ("Bearer", 401), ("secret", 401),
    ("Basic " + Data("ada:secret".utf8).base64EncodedString(), 200),
    ("Basic " + Data("secret:ada".utf8).base64EncodedString(), 401),
    ("Basic " + Data("secret".utf8).base64EncodedString(), 401), ("Basic !!", 401),
    ("Digest secret", 401),
  ])
  func asksForTheToken(_ authorization: String?, _ status: Int) async throws {
    let test = try TestSite(host: "0.0.0.0", token: "secret")
    var headers = ["Host": "machine.example:5000"]
    headers["Authorization"] = authorization
    for path in ["/", "/health", "/api/2.0/mlflow/experiments/get?experiment_id=0"] {
      let answer = try await test.send(.get, path, headers: headers)
      #expect(answer.status == status, "\(path)")
      #expect((answer.header("WWW-Authenticate") != nil) == (status == 401))
    }
  }

  @Test(arguments: ["0.0.0.0", "::", "192.168.1.5", "127.0.0.1.evil.example", "machine"])
  func isNotOpenToOthersWithoutAToken(_ host: String) throws {
    for token in [nil, ""] {
      #expect(throws: ServerError.self) { try TestSite(host: host, token: token) }
    }
  }

  @Test(arguments: ["127.0.0.1", "127.8.9.1", "localhost", "::1"])
  func needsNoTokenOnThisMachine(_ host: String) throws {
    _ = try TestSite(host: host)
  }

  @Test func changesNothingWhenReadOnly() async throws {
    let writable = try TestSite()
    let run = try await writable.makeRun()
    let test = try TestSite(in: writable.folder, isReadOnly: true)
    for (endpoint, body) in [
      ("experiments/create", #"{"name": "e"}"#), ("runs/create", "{}"),
      ("runs/delete", #"{"run_id": "\#(run)"}"#),
      ("runs/set-tag", #"{"run_id": "\#(run)", "key": "t", "value": "v"}"#),
    ] {
      let answer = try await test.post(endpoint, body)
      #expect(answer.status == 403 && answer.errorCode == "PERMISSION_DENIED", "\(endpoint)")
    }
    let file = "/api/2.0/mlflow-artifacts/artifacts/0/\(run)/artifacts/f"
    #expect(try await test.send(.put, file, [[1]]).status == 403)
    #expect(try await test.names() == ["r"])
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE run; --",
    "\u{202e}right to left", "👩‍🔬",
  ])
  func namesAreTextAndNothingElse(_ name: String) async throws {
    let test = try TestSite()
    var writer = JSONWriter()
    writer.object { $0.member("run_name", name) }
    let made = try await test.send(.post, "/api/2.0/mlflow/runs/create", [writer.bytes])
    if made.status == 200 {
      #expect(made["run", "info", "run_name"]?.text == name)
      #expect(try await test.names() == [name])
    } else {
      #expect(made.errorCode == "INVALID_PARAMETER_VALUE")
    }
    #expect(made.header("Content-Type") == "application/json")
    // Not as HTML either where it is part of an error.
    let missing = try await test.send(.get, "/%3Cscript%3E" + "<script>")
    #expect(missing.status == 404 && missing.header("Content-Type") == "application/json")
  }

  @Test(arguments: ["/", "/health", "/version", "/none", "/api/2.0/mlflow/runs/get"])
  func everyAnswerForbidsWhatPagesDoNotNeed(_ path: String) async throws {
    let answer = try await TestSite().send(.get, path)
    let policy = try #require(answer.header("Content-Security-Policy"))
    #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe"))
    #expect(answer.header("X-Content-Type-Options") == "nosniff")
    #expect(answer.header("Referrer-Policy") == "same-origin")
  }

  @Test(arguments: [(999_900, 200), (1_000_001, 400)])
  func takesBodiesUpToAMillionBytes(_ size: Int, _ status: Int) async throws {
    let test = try TestSite()
    let body = Array(#"{"name": "e"}"#.utf8) + Array(repeating: UInt8(ascii: " "), count: size - 13)
    let chunks = stride(from: 0, to: body.count, by: 65_536).map {
      Array(body[$0..<min($0 + 65_536, body.count)])
    }
    let path = "/api/2.0/mlflow/experiments/create"
    #expect(try await test.send(.post, path, chunks).status == status)
    // Where the length is said, nothing is read.
    let announced = try await test.send(
      .post, path, headers: ["Content-Length": "1000001"])
    #expect(announced.status == 400)
  }

  @Test func aBusyDatabaseIsWorthTryingAgain() {
    let error = APIError(StoreError.busy("convoy.sqlite: another process writes"))
    #expect(error.status == .serviceUnavailable && error.code == .temporarilyUnavailable)
  }
}
