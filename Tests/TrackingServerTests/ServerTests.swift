import Foundation
import Glibc
import RunStore
import Synchronization
import TestSupport
import Testing

@testable import TrackingServer

/// The server as it listens, over real connections.
struct ServerTests {
  /// Runs `body` with the port of a server that ends afterwards.
  private func withServer(
    idleTimeout: Duration = .seconds(60), _ body: @escaping @Sendable (Int) throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    var server = try TrackingServer(
      ServerSettings(databasePath: folder.path("convoy.sqlite"), port: 0, version: "1.2.3"))
    server.idleTimeout = idleTimeout
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let running = server
    let serving = Task { try await running.run { found.yield($0) } }
    var iterator = ports.makeAsyncIterator()
    let port = try #require(await iterator.next())
    defer { serving.cancel() }
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try body(port) }) }
    }
  }

  @Test func answersSeveralRequestsOnOneConnection() async throws {
    try await withServer { port in
      let connection = try Connection(port: port)
      for _ in 1...3 {
        try connection.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
        let answer = try connection.read(until: "OK")
        #expect(answer.hasPrefix("HTTP/1.1 200"))
      }
    }
  }

  @Test(arguments: ["/health", "/", "/files/convoy.css"])
  func answersHEADAsGETButForTheBody(path: String) async throws {
    let site = try TestSite()
    let get = try await site.send(.get, path)
    let head = try await site.send(.head, path)
    #expect(head.status == 200 && get.status == 200)
    #expect(head.bytes.isEmpty && !get.bytes.isEmpty)
    #expect(head.header("Content-Type") == get.header("Content-Type"))
  }

  @Test func aRunIsFoundByTheIdThatMLflowsClientsPrint() async throws {
    let site = try TestSite()
    let id = try await site.makeRun("logged")
    #expect(!id.contains("-"))
    let page = try await site.send(.get, "/runs/" + id, headers: ["Accept": "text/html"])
    #expect([200, 302, 303, 307, 308].contains(page.status), "\(page.status)")
  }

  @Test(arguments: [
    "", "GET /health HTTP/1.1\r\nHost: ",
    "POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{",
  ])
  func closesConnectionsThatDoNotGoOn(_ beginning: String) async throws {
    try await withServer(idleTimeout: .milliseconds(50)) { port in
      let connection = try Connection(port: port)
      try connection.send(beginning)
      _ = try connection.readToEnd()
    }
  }

  @Test(arguments: [
    // A request whose head never ends.
    ("GET /health HTTP/1.1\r\nX: ", ""),
    // Bodies that go on after the answer: another host's name, no such address, too long, no such run.
    (post("/api/2.0/mlflow/runs/create", host: "evil.example", length: 900_000), "HTTP/1.1 403"),
    (post("/nothing", host: "127.0.0.1", length: 900_000), "HTTP/1.1 404"),
    (post("/api/2.0/mlflow/runs/create", host: "127.0.0.1", length: 1_000_001), "HTTP/1.1 400"),
    (post("/runs/change", host: "127.0.0.1", length: 90_000_000), "HTTP/1.1 400"),
  ])
  func closesConnectionsThatDripOn(_ beginning: String, _ status: String) async throws {
    try await withServer(idleTimeout: .milliseconds(100)) { port in
      let connection = try Connection(port: port)
      try connection.send(beginning)
      let answer = try connection.drip("a", every: 5, atMost: 2000)
      let text = try #require(answer, "still open")
      // Where this machine is busy, the time is up before there is a request.
      #expect(text.isEmpty || text.hasPrefix(status), "\(text)")
    }
  }

  private static func post(_ path: String, host: String, length: Int) -> String {
    "POST \(path) HTTP/1.1\r\nHost: \(host)\r\nContent-Length: \(length)\r\n\r\n"
  }

  @Test func whatIsLeftOfARefusedBodyMayStillCome() async throws {
    try await withServer { port in
      let connection = try Connection(port: port)
      try connection.send(ServerTests.post("/nothing", host: "127.0.0.1", length: 200_000))
      #expect(try connection.read(until: "}").hasPrefix("HTTP/1.1 404"))
      try connection.send(String(repeating: "a", count: 200_000))
      try connection.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
      #expect(try connection.read(until: "OK").hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test(arguments: [
    "GET /" + String(repeating: "a", count: 40_000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + String(repeating: "a", count: 40_000)
      + "\r\n\r\n",
    "GET / HTTP/1.1\r\n" + String(repeating: "X: a\r\n", count: 200) + "\r\n",
    "NONSENSE\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
  ])
  func refusesWhatIsNoRequest(_ request: String) async throws {
    try await withServer { port in
      let connection = try Connection(port: port)
      try connection.send(request)
      let answer = try connection.read(until: "\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 4") || answer.isEmpty, "\(answer)")
      // The server goes on.
      let other = try Connection(port: port)
      try other.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
      #expect(try other.read(until: "OK").hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test func manyIdleConnectionsKeepNobodyWaiting() async throws {
    try await withServer { port in
      let idle = try (0..<300).map { _ in try Connection(port: port) }
      let connection = try Connection(port: port)
      try connection.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
      #expect(try connection.read(until: "OK").hasPrefix("HTTP/1.1 200"))
      #expect(idle.count == 300)
    }
  }

  @Test func saysThatAPortIsTaken() async throws {
    try await withServer { port in
      let folder = try TemporaryFolder()
      let second = try TrackingServer(
        ServerSettings(databasePath: folder.path("convoy.sqlite"), port: port, version: "1"))
      let done = DispatchSemaphore(value: 0)
      let found = Mutex<(any Error)?>(nil)
      Task {
        do { try await second.run { _ in } } catch { found.withLock { $0 = error } }
        done.signal()
      }
      done.wait()
      let error = found.withLock { $0 }
      #expect(
        "\(try #require(error))".hasPrefix("127.0.0.1:\(port): cannot be listened on"))
    }
  }
}

/// A connection to this machine that waits ten seconds at most.
final class Connection {
  struct Failure: Error { var errno: Int32 }

  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if status != 0 { throw Failure(errno: errno) }
  }

  deinit { close(descriptor) }

  func send(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      // What the server no longer reads it has refused.
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }

  /// What comes until it holds a text, or the end.
  func read(until mark: String) throws -> String {
    var text = ""
    while !text.contains(mark) {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0 && errno != ECONNRESET { throw Failure(errno: errno) }
      if count <= 0 { return text }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return text
  }

  /// Sends a text again and again; what came until the server closed the connection, nil if it has not.
  /// - Parameter milliseconds: between two of them.
  func drip(_ text: String, every milliseconds: Int32, atMost times: Int) throws -> String? {
    var answer = ""
    for _ in 0..<times {
      try send(text)
      var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&state, 1, milliseconds) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count <= 0 { return answer }
      answer += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return nil
  }

  /// What comes until the server closes the connection.
  func readToEnd() throws -> String { try read(until: "\u{0}") }
}
