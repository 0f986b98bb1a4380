import Files
import RunStore

/// Asks git for the commit of a folder's work tree and how files differ from it, while the caller
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

  private let status, diff: ChildProcess?

  /// - Parameters:
  ///   - folder: any folder of the work tree.
  ///   - program: git, by its name or where it is.
  init(folder: String, program: String = "git") {
    // No optional locks: asking must not get in the way of the user's own git. Detached: the Ctrl-C
    // that stops the training in good order must not make a dirty tree look clean.
    // Without git there is nothing to record, which is no error.
    func ask(_ arguments: [String]) -> ChildProcess? {
      try? ChildProcess(
        program, ["--no-optional-locks", "-C", folder] + arguments, reading: .output,
        detached: true)
    }
    status = ask(["status", "--porcelain=v2", "--branch", "--untracked-files=no"])
    // What the user's settings may call instead is not asked.
    diff = ask(["diff", "HEAD", "--no-color", "--no-ext-diff", "--no-textconv"])
  }

  /// The state of the work tree and the changes in it; nothing outside one or without git, and, with a
  /// note, what git has not said within `limit`.
  func finish(
    within limit: Duration, onEvent: (LaunchEvent) -> Void
  ) -> (state: RunEnvironment.Git?, changes: CodeDiff?) {
    let end = ContinuousClock.now + limit
    switch answer(within: limit) {
    case .state(let git):
      guard git.dirty else { return (git, nil) }
      let (changes, isWhole) = changes(within: end - ContinuousClock.now)
      if !isWhole {
        onEvent(.note("git has not shown all changes within \(limit); the rest is not recorded"))
      }
      return (git, changes)
    case .nothing: return (nil, nil)
    case .late:
      onEvent(.note("git has not answered within \(limit); no commit is recorded with the run"))
      return (nil, nil)
    }
  }

  /// Waits for git, but no longer than `limit`.
  func answer(within limit: Duration) -> Answer {
    guard let status else { return .nothing }
    let end = ContinuousClock.now + limit
    var output: [UInt8] = []
    while true {
      switch status.read(within: end - ContinuousClock.now) {
      case .nothingYet: return .late
      case .end: return Self.state(of: output).map { .state($0) } ?? .nothing
      case .bytes(let bytes): output += bytes
      }
      // One changed file says as much as all of them.
      if let state = Self.state(of: output), state.dirty { return .state(state) }
    }
  }

  /// The changes of files git knows, as far as they come within `limit`; and whether that is all.
  func changes(within limit: Duration) -> (changes: CodeDiff?, isWhole: Bool) {
    guard let diff else { return (nil, true) }
    let end = ContinuousClock.now + limit
    var output: [UInt8] = []
    var total = 0
    var isWhole: Bool?
    while isWhole == nil {
      switch diff.read(within: end - ContinuousClock.now) {
      case .nothingYet: isWhole = false
      case .end: isWhole = true
      case .bytes(let bytes):
        total += bytes.count
        output += bytes.prefix(CodeDiff.mostBytes - output.count)
      }
    }
    let text = String(decoding: output, as: UTF8.self)
    if text.isEmpty { return (nil, isWhole == true) }
    // What is no UTF-8 becomes longer in being made so.
    let cut = isWhole == true && total == output.count ? 0 : max(1, total - output.count)
    return (CodeDiff(text: text, bytes: text.utf8.count + cut), isWhole == true)
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
