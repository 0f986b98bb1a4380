import Glibc

/// An open regular file of known size; closed when it goes out of scope.
package struct InputFile: ~Copyable {
  private let descriptor: Int32
  /// Bytes, when it was opened; 0 for the system's files under /proc.
  package let size: Int

  package init(_ path: String) throws(FileFailure) {
    // Without O_NONBLOCK opening a named pipe would wait for a writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let failure = FileFailure.system
      close(descriptor)
      throw failure
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileFailure(
        reason: status.st_mode & S_IFMT == S_IFDIR ? "is a directory" : "is not a regular file")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from the present position, or as much of it as the file still has; the bytes read.
  package borrowing func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileFailure) -> Int {
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

  /// Everything from the present position to the end, which may lie beyond `size`, but no more than
  /// `limit` bytes.
  package borrowing func readAll(atMost limit: Int = .max) throws(FileFailure) -> [UInt8] {
    var bytes = try piece(min(size, limit))
    while bytes.count < limit {
      let more = try piece(min(1 << 16, limit - bytes.count))
      if more.isEmpty { break }
      bytes += more
    }
    return bytes
  }

  private borrowing func piece(_ count: Int) throws(FileFailure) -> [UInt8] {
    var failure: FileFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(FileFailure) {
        filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
