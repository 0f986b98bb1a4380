internal import CMachine
internal import Glibc
internal import Synchronization

/// The file beside a database that tells which runs' processes live, and lets one writer in at a time.
///
/// A live run holds an open-file-description lock on the byte at the offset of its row; the kernel drops
/// it when the process ends, however it ends. Rows count from 1; byte 0 is the writers'. The file has no
/// content.
final class LiveFile: Sendable {
  let path: String
  /// nil where a reader found no file.
  private let file: CInt?
  private let isWritable: Bool

  /// - Parameter isWritable: make the file if it is missing.
  init(path: String, isWritable: Bool) throws(StoreError) {
    self.path = path
    self.isWritable = isWritable
    let opened = open(path, (isWritable ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0o644)
    if opened < 0 {
      let code = errno
      guard !isWritable else {
        throw .failure(
          "\(path): cannot be made (\(String(cString: strerror(code)))); "
            + "the database's folder must exist and be writable")
      }
    }
    file = opened < 0 ? nil : opened
  }

  /// Whether some process holds the lock of that run. What cannot be told counts as held: a living run
  /// must never be taken for a dead one.
  func isHeld(row: Int64) -> Bool {
    if let file { return machine_byte_is_locked(file, Int(row)) != 0 }
    // The file may have come into being since.
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return errno != ENOENT }
    defer { close(file) }
    return machine_byte_is_locked(file, Int(row)) != 0
  }

  /// Takes the lock of that run through an open file description of its own.
  func hold(row: Int64) throws(StoreError) -> LiveLock {
    let own = open(path, O_RDWR | O_CLOEXEC)
    guard own >= 0 else {
      throw .failure("\(path): cannot be opened (\(String(cString: strerror(errno))))")
    }
    guard machine_lock_byte(own, Int(row), Int16(F_WRLCK)) == 0 else {
      close(own)
      throw .conflict("\(path): the run is already held by a living process")
    }
    return LiveLock(file: own, row: row)
  }

  /// Calls `body` while no other store of this database writes or moves its log into the database.
  ///
  /// SQLite before 3.51.3 may lose a commit that overlaps with such a move ("WAL reset"). The lock is on
  /// a byte, as the runs' locks are: a lock on the whole file (flock) is on NFS one on all its bytes, and
  /// a run would wait for itself.
  func whileWriting<Result>(
    patience: Duration = Patience.ordinary, _ body: () throws -> Result
  ) throws -> Result {
    if isWritable, let file { return try whileHolding(file, patience: patience, body) }
    // A reader that brings an older database up to date.
    let own = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard own >= 0 else {
      throw StoreError.failure("\(path): cannot be opened (\(String(cString: strerror(errno))))")
    }
    defer { close(own) }
    return try whileHolding(own, patience: patience, body)
  }

  private func whileHolding<Result>(
    _ file: CInt, patience: Duration, _ body: () throws -> Result
  ) throws -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    while machine_lock_byte(file, 0, Int16(F_WRLCK)) != 0 {
      guard errno == EAGAIN || errno == EACCES || errno == EINTR else {
        throw StoreError.failure("\(path): cannot be locked (\(String(cString: strerror(errno))))")
      }
      let waited = clock.now - start
      guard waited < patience else { throw StoreError.busy(path, after: patience) }
      usleep(LiveFile.pause(after: waited))
    }
    defer { _ = machine_lock_byte(file, 0, Int16(F_UNLCK)) }
    return try body()
  }

  /// Microseconds between two attempts to take the writers' lock.
  private static let longestPause: UInt32 = 5000

  /// How long to wait before the next attempt, in microseconds: the less the longer somebody has waited
  /// already, so that of many who wait it is not the last to come who is served first.
  static func pause(after waited: Duration) -> UInt32 {
    // Most writes are over in a moment.
    if waited < .milliseconds(1) { return 200 }
    let pause = 100_000 / (waited / .milliseconds(1))
    return UInt32(min(max(pause, 200), Double(longestPause)))
  }

  /// Waits long enough for another writer to take its turn: work in many transactions calls this between
  /// them, or it would take the lock again before anybody else looks.
  func letOthersWrite() { usleep(2 * LiveFile.longestPause) }

  deinit { if let file { close(file) } }
}

/// A run's lock, held until released or gone.
final class LiveLock: Sendable {
  let file: Mutex<CInt?>
  private let row: Int64

  init(file: CInt, row: Int64) {
    self.file = Mutex(file)
    self.row = row
  }

  func release() {
    file.withLock { file in
      if let open = file {
        // Closing alone would leave it to a program that is just being started and has a copy for a moment.
        _ = machine_lock_byte(open, Int(row), Int16(F_UNLCK))
        close(open)
      }
      file = nil
    }
  }

  deinit { release() }
}
