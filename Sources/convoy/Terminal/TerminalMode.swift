import Glibc
import Synchronization

/// The full-screen mode of this process's terminal, and that it is left whatever happens: at the end, by a
/// signal that ends or stops the process, or by a crash. (Nothing can be done when it is killed.)
enum TerminalMode {
  // Signal handlers cannot capture, so what they need is global, and atomic. The address of the settings
  // the terminal had; 0 in the ordinary mode.
  private static let saved = Atomic<UInt>(0)
  private static let resized = Atomic<Bool>(false)
  private static let continued = Atomic<Bool>(false)

  /// The alternate screen, without cursor and without wrapping of lines.
  private static let begin: StaticString = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J"
  private static let end: StaticString = "\u{1B}[0m\u{1B}[?2026l\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  /// Signals after which this process does not go on as before, or at all.
  private static let endings = [
    SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE,
  ]

  /// Switches the terminal to full-screen mode; its keys come one by one and are not shown.
  static func enter() throws(CommandError) {
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else {
      throw CommandError(.failed, "terminal: \(errorText(errno)); accepted: a terminal")
    }
    // Kept for the handlers until the process ends: two small blocks at most for each Ctrl-Z.
    let memory = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    memory.initialize(to: settings)
    cfmakeraw(&settings)
    // Line ends of error messages stay line ends.
    settings.c_oflag |= tcflag_t(OPOST)
    saved.store(UInt(bitPattern: memory), ordering: .sequentiallyConsistent)
    watchSignals()
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    put(begin)
  }

  /// Gives the terminal back as it was; also called by signal handlers.
  static func leave() {
    let address = saved.exchange(0, ordering: .sequentiallyConsistent)
    guard let settings = UnsafePointer<termios>(bitPattern: address) else { return }
    put(end)
    tcsetattr(STDIN_FILENO, TCSANOW, settings)
  }

  /// Whether the terminal may have another size than when this was last asked.
  static func takeResized() -> Bool { resized.exchange(false, ordering: .relaxed) }

  /// Whether the process was stopped and goes on since this was last asked.
  static func takeContinued() -> Bool { continued.exchange(false, ordering: .relaxed) }

  private static func watchSignals() {
    // The globals are made here, not inside a handler.
    _ = (resized.load(ordering: .relaxed), continued.load(ordering: .relaxed))
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { signal in
      let error = errno
      TerminalMode.leave()
      errno = error
      // The handler is gone (SA_RESETHAND): the signal now does what it does by default.
      raise(signal)
    }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    for signal in endings { sigaction(signal, &action, nil) }
    action.sa_flags = 0
    action.__sigaction_handler.sa_handler = { _ in
      TerminalMode.resized.store(true, ordering: .relaxed)
    }
    sigaction(SIGWINCH, &action, nil)
    action.__sigaction_handler.sa_handler = { _ in
      TerminalMode.continued.store(true, ordering: .relaxed)
    }
    sigaction(SIGCONT, &action, nil)
    // Whoever started this process may have had the signals blocked, which is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in endings + [SIGWINCH, SIGCONT] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Writes with nothing but the system call, which signal handlers may use.
  private static func put(_ text: StaticString) {
    var start = text.utf8Start
    var count = text.utf8CodeUnitCount
    while count > 0 {
      let written = write(STDOUT_FILENO, start, count)
      if written <= 0 { return }
      start += written
      count -= written
    }
  }
}
