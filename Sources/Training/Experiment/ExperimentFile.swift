import Glibc

/// An experiment file on disk.
struct ExperimentFile {
  let path: String

  /// Larger files are refused unread: an experiment is a page of text.
  static let largest = 1 << 20

  /// The file's text, which must be UTF-8.
  func text() throws(ExperimentError) -> String {
    let bytes = try read()
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .unreadable(
        path: path, found: "not UTF-8 at byte \(Self.firstInvalid(bytes))",
        accepted: "accepted: UTF-8 text")
    }
    return text
  }

  private func read() throws(ExperimentError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .notFound(path: path) }
      throw unreadable(reason())
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw unreadable(reason()) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw unreadable("is a folder") }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &chunk, chunk.count)
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw unreadable(reason())
      }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= Self.largest else {
        throw .unreadable(
          path: path, found: "more than \(Self.largest) bytes",
          accepted: "accepted: an experiment file of at most 1 MiB")
      }
    }
  }

  private func reason() -> String { String(cString: strerror(errno)) }

  private func unreadable(_ found: String) -> ExperimentError {
    .unreadable(path: path, found: found, accepted: "accepted: a readable experiment file")
  }

  /// The offset of the first byte that is no part of a character.
  private static func firstInvalid(_ bytes: [UInt8]) -> Int {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): offset += UTF8.width(scalar)
      case .emptyInput, .error: return offset
      }
    }
  }
}
