import Files
import RunStore

/// Asks git for the commit of a folder's work tree and whether files differ from it, while the caller
/// goes on: `init` starts it, `finish` waits for what is still missing.
struct GitProbe {
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

  private let git: ChildProcess?

  /// - Parameters:
  ///   - folder: any folder of the work tree.
  ///   - program: git, by its name or where it is.
  init(folder: String, program: String = "git") {
    // No optional locks: asking must not get in the way of the user's own git. Detached: the Ctrl-C
    // that stops the training in good order must not make a dirty tree look clean.
    // Without git there is nothing to record, which is no error.
    git = try? ChildProcess(
      program,
      [
        "--no-optional-locks", "-C", folder, "status", "--porcelain=v2", "--branch",
        "--untracked-files=no",
      ], reading: .output, detached: true)
  }

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
    guard let git else { return .nothing }
    let end = ContinuousClock.now + limit
    var output: [UInt8] = []
    while true {
      switch git.read(within: end - ContinuousClock.now) {
      case .nothingYet: return .late
      case .end: return Self.state(of: output).map { .state($0) } ?? .nothing
      case .bytes(let bytes): output += bytes
      }
      // One changed file says as much as all of them.
      if let state = Self.state(of: output), state.dirty { return .state(state) }
    }
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
}
