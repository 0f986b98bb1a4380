import Glibc

/// An open regular file of known size; closed when it goes out of scope.
struct InputFile: ~Copyable {
  /// Why a file could not be read, in the system's words.
  struct Failure: Error {
    var reason: String
    /// There is no such file, as opposed to one that cannot be read.
    var isMissing = false

    /// What `errno` says.
    static var system: Failure {
      let code = errno
      return Failure(
        reason: String(cString: strerror(code)), isMissing: code == ENOENT || code == ENOTDIR)
    }
  }

  private let descriptor: Int32
  /// Bytes, when it was opened.
  let size: Int

  init(_ path: String) throws(Failure) {
    // Without O_NONBLOCK opening a named pipe would wait for a writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let failure = Failure.system
      close(descriptor)
      throw failure
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Failure(
        reason: status.st_mode & S_IFMT == S_IFDIR ? "is a directory" : "is not a regular file")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from the present position, or as much of it as the file still has; the bytes read.
  borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = Glibc.read(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw .system
      }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// The whole content. The caller has checked `size` against what it accepts.
  borrowing func readAll() throws(Failure) -> [UInt8] {
    var failure: Failure?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      do throws(Failure) {
        count = try read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
