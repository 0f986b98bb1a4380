@preconcurrency import Glibc

/// Why output could not be written.
enum OutputError: Error, CustomStringConvertible {
  case cannotWrite(path: String, reason: String)

  var description: String {
    switch self {
    case .cannotWrite(let path, let reason):
      "\(path.isEmpty ? "--output" : path): cannot be written: \(reason); a writable file is accepted"
    }
  }
}

/// A file being written: it gets its name only when it is complete, so that readers see the old
/// file or the new one and a failure leaves nothing behind. Without a path, or with `-`, the bytes
/// go to the standard output; devices and pipes are written to directly.
struct OutputFile: ~Copyable {
  private let path: String
  private let temporaryPath: String?
  private let stream: UnsafeMutablePointer<FILE>
  private var isOpen = true

  init(_ path: String?) throws(OutputError) {
    guard let path, path != "-" else {
      self.path = "standard output"
      temporaryPath = nil
      stream = stdout
      return
    }
    let target = resolvingLinks(path)
    var status = stat()
    let isSpecial = stat(target, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    let opened = isSpecial ? target : "\(target).\(getpid()).partial"
    guard let stream = fopen(opened, isSpecial ? "w" : "wx") else {
      throw OutputError.cannotWrite(path: path, reason: errorText(errno))
    }
    self.path = target
    self.temporaryPath = isSpecial ? nil : opened
    self.stream = stream
  }

  deinit {
    if isOpen, stream != stdout {
      fclose(stream)
      if let temporaryPath { unlink(temporaryPath) }
    }
  }

  func write(_ bytes: [UInt8]) throws(OutputError) {
    guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
      throw OutputError.cannotWrite(path: path, reason: errorText(errno))
    }
  }

  func write(_ text: String) throws(OutputError) {
    var text = text
    let written = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, stream) == $0.count }
    guard written else { throw OutputError.cannotWrite(path: path, reason: errorText(errno)) }
  }

  /// Completes the file: its bytes are on the disk, then it takes its name.
  consuming func finish() throws(OutputError) {
    if stream == stdout {
      try flushStandardOutput()
      return
    }
    var failed = fflush(stream) != 0
    if temporaryPath != nil { failed = failed || fsync(fileno(stream)) != 0 }
    if failed { throw OutputError.cannotWrite(path: path, reason: errorText(errno)) }
    isOpen = false
    fclose(stream)
    if let temporaryPath, rename(temporaryPath, path) != 0 {
      let reason = errorText(errno)
      unlink(temporaryPath)
      throw OutputError.cannotWrite(path: path, reason: reason)
    }
  }
}

/// The path behind a symbolic link, so that renaming replaces the file and keeps the link.
private func resolvingLinks(_ path: String) -> String {
  guard let resolved = realpath(path, nil) else { return path }
  defer { free(resolved) }
  return String(cString: resolved)
}
