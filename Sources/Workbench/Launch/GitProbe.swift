@preconcurrency import Glibc
import RunStore

/// Asks git for the commit of a folder's work tree and whether files differ from it, while the caller
/// goes on: `init` starts it, `finish` waits for what is still missing.
final class GitProbe {
  private var child: pid_t = 0
  private var reading: Int32 = -1

  /// What git had to say.
  enum Answer: Hashable {
    /// The state of the work tree.
    case state(RunEnvironment.Git)
    /// There is no work tree, no commit in it, or no git.
    case nothing
    /// Git has not answered in time.
    case late
  }

  /// How long a launch waits for git once everything else is ready.
  static let patience = Duration.milliseconds(500)

  /// - Parameter folder: any folder of the work tree.
  init(folder: String) {
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    // A process group of its own: the Ctrl-C that stops the training in good order must not make a
    // dirty tree look clean.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    // No optional locks: asking must not get in the way of the user's own git.
    let words = [
      "git", "--no-optional-locks", "-C", folder, "status", "--porcelain=v2", "--branch",
      "--untracked-files=no",
    ]
    var argv = words.map { strdup($0) } + [nil]
    defer { for word in argv { free(word) } }
    if posix_spawnp(&child, "git", &actions, &attributes, &argv, environ) == 0 {
      reading = ends[0]
    } else {
      child = 0
      close(ends[0])
    }
    close(ends[1])
  }

  deinit { abandon() }

  /// The state of the work tree; nil outside one, without git, or, with a note, if git takes longer
  /// than `limit`.
  func finish(within limit: Duration, onEvent: (LaunchEvent) -> Void) -> RunEnvironment.Git? {
    switch answer(within: limit) {
    case .state(let git): return git
    case .nothing: return nil
    case .late:
      onEvent(.note("git has not answered within \(limit); no commit is recorded with the run"))
      return nil
    }
  }

  /// Waits for git, but no longer than `limit`.
  func answer(within limit: Duration) -> Answer {
    guard reading >= 0 else { return .nothing }
    let end = ContinuousClock.now + limit
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let left = (end - ContinuousClock.now) / .milliseconds(1)
      var waiting = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, Int32(max(0, left)))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return .late }
      let count = read(reading, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      output += chunk[..<count]
      // One changed file says as much as all of them.
      if let state = Self.state(of: output), state.dirty { return .state(state) }
    }
    return Self.state(of: output).map { .state($0) } ?? .nothing
  }

  /// Reads `# branch.oid HASH` and whether any whole line after the headers names a changed file.
  private static func state(of output: [UInt8]) -> RunEnvironment.Git? {
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
    let prefix = "# branch.oid "
    guard let line = lines.first(where: { $0.hasPrefix(prefix) }) else { return nil }
    let commit = line.dropFirst(prefix.count)
    guard commit.allSatisfy(\.isHexDigit), commit.count >= 40 else { return nil }
    return RunEnvironment.Git(
      commit: String(commit), dirty: lines.contains { !$0.hasPrefix("#") })
  }

  private func abandon() {
    if reading >= 0 { close(reading) }
    reading = -1
    guard child > 0 else { return }
    kill(child, SIGKILL)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    child = 0
  }
}
