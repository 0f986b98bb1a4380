import Glibc

/// The right to fetch into a folder, held by one process at a time and given back when it ends.
enum FetchLock {
  /// Makes `parent` if need be, waits for its turn and calls `body`.
  static func holding<Result>(
    in parent: String, onEvent: (DatasetFetch.Event) -> Void,
    _ body: () throws(FetchError) -> Result
  ) throws(FetchError) -> Result {
    try FileTree.makeFolders(parent)
    let path = parent + "/.cifar-10-fetch.lock"
    // No close-on-exec: curl and tar inherit the lock, so that it is held as long as one of them still
    // writes, even if this process has been killed.
    let descriptor = open(path, O_RDWR | O_CREAT, 0o644)
    guard descriptor >= 0 else { throw FileTree.failure(path) }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      onEvent(.waiting(lock: path))
      while flock(descriptor, LOCK_EX) != 0 {
        guard errno == EINTR else { throw FileTree.failure(path) }
      }
    }
    return try body()
  }
}
