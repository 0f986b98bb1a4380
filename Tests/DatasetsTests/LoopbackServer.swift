import Foundation
import Synchronization

/// A web server on 127.0.0.1 with one file: ranges, broken connections and refusals as a test asks.
final class LoopbackServer: Sendable {
  struct Behaviour: Sendable {
    var body: [UInt8] = []
    /// Without it, `Range` is ignored and the whole file is sent.
    var acceptsRanges = true
    /// For the requests in order: the bytes after which the connection is cut, nil for none.
    var cuts: [Int?] = []
    /// Another status than 200: nothing but an error is sent.
    var status = 200
  }

  private let listener: Int32
  private let port: UInt16
  /// The `Range` value of each request, "" without one.
  private let seen = Mutex<[String]>([])

  init(_ behaviour: Behaviour) {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        precondition(bind(listener, $0, size) == 0 && listen(listener, 8) == 0)
        precondition(getsockname(listener, $0, &size) == 0)
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [weak self] in
      var number = 0
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { return }
        guard let self else { return }
        self.answer(connection, behaviour, number: number)
        // Not close alone: a program another test starts may hold the connection too.
        shutdown(connection, Int32(SHUT_RDWR))
        close(connection)
        number += 1
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  var url: String { "http://127.0.0.1:\(port)/archive.tar.gz" }
  var ranges: [String] { seen.withLock { $0 } }

  private func answer(_ connection: Int32, _ behaviour: Behaviour, number: Int) {
    let request = header(connection)
    let range = request.split(separator: "\r\n").first { $0.hasPrefix("Range: bytes=") }
    seen.withLock { $0.append(range.map { String($0.dropFirst(13)) } ?? "") }
    if behaviour.status != 200 {
      send(connection, Array("HTTP/1.1 \(behaviour.status) No\r\nContent-Length: 0\r\n\r\n".utf8))
      return
    }
    let body = behaviour.body
    var first = 0
    var head = "HTTP/1.1 200 OK\r\n"
    if behaviour.acceptsRanges, let range, let start = Int(range.dropFirst(13).dropLast()) {
      if start >= body.count {
        send(connection, Array("HTTP/1.1 416 No\r\nContent-Length: 0\r\n\r\n".utf8))
        return
      }
      first = start
      head = "HTTP/1.1 206 Partial Content\r\n"
      head += "Content-Range: bytes \(start)-\(body.count - 1)/\(body.count)\r\n"
    }
    head += "Content-Length: \(body.count - first)\r\nConnection: close\r\n\r\n"
    let cut = number < behaviour.cuts.count ? behaviour.cuts[number] : nil
    let end = min(body.count, cut.map { first + $0 } ?? body.count)
    send(connection, Array(head.utf8) + body[first..<end])
  }

  private func header(_ connection: Int32) -> String {
    var text = ""
    var byte: UInt8 = 0
    while !text.hasSuffix("\r\n\r\n"), read(connection, &byte, 1) == 1 {
      text.unicodeScalars.append(UnicodeScalar(byte))
    }
    return text
  }

  private func send(_ connection: Int32, _ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return }
      sent += count
    }
  }
}
