import Files

/// An experiment file on disk.
struct ExperimentFile {
  let path: String

  /// Larger files are refused unread: an experiment is a page of text.
  static let largest = 1 << 20

  /// The file's text, which must be UTF-8; without the byte-order mark some editors put before it.
  func text() throws(ExperimentError) -> String {
    var bytes = try read()
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .unreadable(
        path: path, found: "not UTF-8 at byte \(Self.firstInvalid(bytes))",
        accepted: "accepted: UTF-8 text")
    }
    return text
  }

  private func read() throws(ExperimentError) -> [UInt8] {
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try InputFile(path).readAll(atMost: Self.largest + 1)
    } catch {
      throw error.isMissing ? .notFound(path: path) : unreadable(error.reason)
    }
    guard bytes.count <= Self.largest else {
      throw .unreadable(
        path: path, found: "more than \(Self.largest) bytes",
        accepted: "accepted: an experiment file of at most 1 MiB")
    }
    return bytes
  }

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
