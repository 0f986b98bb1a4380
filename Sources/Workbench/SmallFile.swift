@preconcurrency import Glibc

/// Whole files: read into memory, and written so that no reader ever sees half of one.
enum SmallFile {
  /// The bytes of a file.
  static func bytes(_ path: String) throws(WorkbenchError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .notFound(path: path) }
      throw .file(path: path, found: reason())
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .file(path: path, found: reason()) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw .file(path: path, found: "is a folder")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(0, Int(status.st_size)))
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .file(path: path, found: reason()) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// The text of a file of the system's; empty if it cannot be read.
  static func text(_ path: String) -> String {
    // What such a file tells is for information only, so its absence is no error.
    guard let bytes = try? bytes(path) else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Puts a whole file at `path`: written beside it, then moved into place.
  static func write(_ bytes: [UInt8], to path: String) throws(WorkbenchError) {
    let beside = "\(path).\(getpid()).partial"
    let file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .file(path: path, found: reason()) }
    var failure: String?
    var written = 0
    bytes.withUnsafeBytes { bytes in
      while written < bytes.count, failure == nil {
        let count = Glibc.write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count < 0, errno == EINTR { continue }
        if count < 0 { failure = reason() } else { written += count }
      }
    }
    if close(file) != 0, failure == nil { failure = reason() }
    if failure == nil, rename(beside, path) != 0 { failure = reason() }
    guard let failure else { return }
    unlink(beside)
    throw .file(path: path, found: failure)
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
