import HTTPTypes
import RunStore
import Testing

@testable import TrackingServer

struct ArtifactEndpointTests {
  private static let base = "/api/2.0/mlflow-artifacts/artifacts"

  private func put(
    _ test: TestSite, _ run: String, _ path: String, _ chunks: [[UInt8]], length: Int? = nil
  ) async throws -> Answer {
    try await test.send(
      .put, "\(Self.base)/0/\(run)/artifacts/\(path)", chunks,
      headers: length.map { ["Content-Length": "\($0)"] } ?? [:])
  }

  @Test func storesListsSendsAndRemovesFiles() async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    // More than one part; chunks end where they like.
    let large = (0..<9_000_001).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }
    let chunks = stride(from: 0, to: large.count, by: 1_000_003).map {
      Array(large[$0..<min($0 + 1_000_003, large.count)])
    }
    #expect(try await put(test, run, "model/data.bin", chunks, length: large.count).text == "{}")
    #expect(try await put(test, run, "a%20b%C3%BC.txt", [Array("old".utf8)]).status == 200)
    #expect(try await put(test, run, "a%20b%C3%BC.txt", [Array("newer".utf8)]).status == 200)
    #expect(try await put(test, run, "empty", []).status == 200)

    let list = try await test.send(.get, "\(Self.base)?path=0%2F\(run)%2Fartifacts")
    #expect(
      list.text == """
        {"files":[{"path":"a bü.txt","is_dir":false,"file_size":5},\
        {"path":"empty","is_dir":false,"file_size":0},{"path":"model","is_dir":true}]}
        """)
    let folder = try await test.send(.get, "\(Self.base)?path=0/\(run)/artifacts/model")
    #expect(folder["files"]?.elements.first?["path"]?.text == "data.bin")
    #expect(try await test.send(.get, "\(Self.base)?path=0/\(run)/artifacts/none").text == "{}")
    let direct = try await test.get("artifacts/list?run_id=\(run)&path=model")
    #expect(direct["root_uri"]?.text == "mlflow-artifacts:/0/\(run)/artifacts")
    #expect(direct["files"]?.elements.first?["path"]?.text == "model/data.bin")

    let got = try await test.send(.get, "\(Self.base)/0/\(run)/artifacts/model/data.bin")
    #expect(got.bytes == large)
    #expect(got.header("Content-Type") == "application/octet-stream")
    #expect(got.header("Content-Disposition") == "attachment; filename*=UTF-8''data.bin")
    #expect(got.header("X-Content-Type-Options") == "nosniff")
    let text = try await test.send(.get, "\(Self.base)/0/\(run)/artifacts/a%20b%C3%BC.txt")
    #expect(text.text == "newer")
    #expect(try await test.send(.get, "\(Self.base)/0/\(run)/artifacts/none").status == 404)

    #expect(try await test.send(.delete, "\(Self.base)/0/\(run)/artifacts/model").status == 200)
    let left = try await test.send(.get, "\(Self.base)?path=0/\(run)/artifacts")
    #expect(left["files"]?.elements.count == 2)
    #expect(try test.store().check() == [])
  }

  @Test(arguments: [
    "0/RUN/artifacts/../x", "0/RUN/artifacts/%2e%2e/x", "0/RUN/artifacts/%2E./x",
    "0/RUN/artifacts/..%2f..%2fx", "0/RUN/artifacts/a%5c..%5cx", "0/RUN/artifacts/a%00b",
    "0/RUN/artifacts//x", "0/RUN/artifacts/./x", "/0/RUN/artifacts/x", "0/RUN/artifacts/",
    "0/RUN/artifacts", "0/RUN/x", "RUN/x", "artifacts/x", "..", "%2fetc%2fpasswd",
    "0/../0/RUN/artifacts/x", "0/RUN/artifacts/%ff", "0/RUN/artifacts/%zz",
  ])
  func refusesPathsThatLeadElsewhere(_ path: String) async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    let target = "\(Self.base)/" + path.replacing("RUN", with: run)
    for method in [HTTPRequest.Method.put, .delete] {
      let answer = try await test.send(method, target, [Array("x".utf8)])
      #expect(answer.status == 400 && answer.errorCode == "INVALID_PARAMETER_VALUE", "\(method)")
    }
    #expect(try await test.send(.get, target).status >= 400)
    let list = "\(Self.base)?path=" + path.replacing("RUN", with: run)
    #expect(!(try await test.send(.get, list).text.contains("file_size")))
    #expect(try test.store().artifacts(of: #require(RunIdentifier(digits: run))).isEmpty)
  }

  @Test func anUploadThatBreaksOffLeavesNothing() async throws {
    let test = try TestSite()
    let run = try await test.makeRun()
    let part = Array(repeating: UInt8(1), count: 5 << 20)
    let answer = try await put(test, run, "half", [part], length: 2 * part.count)
    #expect(answer.status == 400)
    #expect(try await test.send(.get, "\(Self.base)/0/\(run)/artifacts/half").status == 404)
    #expect(try test.store().check() == [])
    #expect(try test.store().purge(dryRun: true).tensors == 0)
  }

  @Test func equalFilesAreStoredOnce() async throws {
    let test = try TestSite()
    let runs = try await ["a", "b"].asyncMap { try await test.makeRun($0) }
    let bytes = Array(repeating: UInt8(3), count: 3 << 20)
    for run in runs { _ = try await put(test, run, "same", [bytes]) }
    #expect(try test.store().info().tensors == 1)
    // The other's stays when one run is purged.
    try test.store().delete([#require(RunIdentifier(digits: runs[0]))])
    _ = try test.store().purge()
    let got = try await test.send(.get, "\(Self.base)/0/\(runs[1])/artifacts/same")
    #expect(got.bytes == bytes)
  }
}
