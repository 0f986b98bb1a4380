@preconcurrency import Glibc

/// A program run to its end: no shell, its standard input empty, its error output collected.
enum ChildProcess {
  struct Outcome {
    /// The exit status, or 128 + the signal that ended it.
    var status: Int32
    /// The last line of its error output.
    var lastLine: String
  }

  /// Runs `program`, found through the PATH unless it has a slash; `onTick` is called about five times
  /// a second meanwhile. Descriptors without close-on-exec are inherited.
  /// - Throws: the system's refusal to start it; `isMissing` when there is no such program.
  static func run(
    _ program: String, _ arguments: [String], onTick: () -> Void = {}
  ) throws(InputFile.Failure) -> Outcome {
    var ends: [Int32] = [0, 0]
    // A pair of sockets and not a pipe: those can be made close-on-exec at once, which matters when
    // several threads start programs.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .system }
    let (reading, writing) = (ends[0], ends[1])
    defer { close(reading) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, writing, 2)
    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in argv { free(word) } }
    var child: pid_t = 0
    // The child gets this process's variables: curl reads its proxy settings there.
    let code = posix_spawnp(&child, program, &actions, nil, &argv, environ)
    close(writing)
    guard code == 0 else {
      throw InputFile.Failure(reason: String(cString: strerror(code)), isMissing: code == ENOENT)
    }

    let output = collect(reading, onTick: onTick)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return Outcome(
      status: signal == 0 ? (status >> 8) & 0xff : 128 + signal, lastLine: lastLine(output))
  }

  /// Everything up to the end of the pipe; the last 4 KB of it are kept.
  private static func collect(_ descriptor: Int32, onTick: () -> Void) -> [UInt8] {
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1024)
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, 200)
      onTick()
      if ready <= 0 { continue }
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return output }
      output += chunk[..<count]
      output = output.suffix(4096)
    }
  }

  private static func lastLine(_ output: [UInt8]) -> String {
    let text = String(decoding: output, as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
  }
}
