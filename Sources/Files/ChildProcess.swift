@preconcurrency import Glibc

/// A program that runs beside this one: no shell, its standard input empty, one of its output streams
/// read here. It does not outlive this value.
package final class ChildProcess {
  /// The stream that is read; the other goes to /dev/null.
  package enum Stream { case output, errors }

  /// What reading came to.
  package enum Reading {
    case bytes([UInt8])
    case end
    /// Nothing came in time.
    case nothingYet
  }

  private var child: pid_t = 0
  private let reading: Int32

  /// Starts `program`, found through the PATH unless it has a slash. Descriptors without close-on-exec
  /// are inherited, and so are this process's variables: curl reads its proxy settings there.
  ///
  /// - Parameter detached: whether it is in a process group of its own, which Ctrl-C does not reach.
  /// - Throws: the system's refusal to start it; `isMissing` when there is no such program.
  package init(
    _ program: String, _ arguments: [String], reading stream: Stream, detached: Bool = false
  ) throws(FileFailure) {
    var ends: [Int32] = [0, 0]
    // A pair of sockets and not a pipe: those can be made close-on-exec at once, which matters when
    // several threads start programs.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .system }
    reading = ends[0]
    let writing = ends[1]
    defer { close(writing) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let (read, unread): (Int32, Int32) = stream == .output ? (1, 2) : (2, 1)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, unread, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, writing, read)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    if detached { posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP)) }
    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in argv { free(word) } }
    let code = posix_spawnp(&child, program, &actions, &attributes, &argv, environ)
    if code != 0 {
      child = 0
      throw FileFailure(code: code)
    }
  }

  deinit {
    close(reading)
    if child > 0 {
      kill(child, SIGKILL)
      _ = wait()
    }
  }

  /// What the program has written since, waiting for it no longer than `limit`.
  package func read(within limit: Duration) -> Reading {
    let end = ContinuousClock.now + limit
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let left = (end - ContinuousClock.now) / .milliseconds(1)
      var waiting = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, Int32(max(0, left)))
      if ready == 0 { return .nothingYet }
      if ready < 0 { continue }
      let count = Glibc.read(reading, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      return count > 0 ? .bytes(Array(chunk[..<count])) : .end
    }
  }

  /// Asks the program to end, as Ctrl-C does.
  package func interrupt() { if child > 0 { kill(child, SIGINT) } }

  /// Waits for its end; the exit status, or 128 + the signal that ended it.
  package func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    child = 0
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}
