import Glibc
import Synchronization

/// The user's wish to stop: Ctrl-C (SIGINT), SIGTERM or a closed terminal
/// (SIGHUP) once asks the work to end in good order, a
/// second time ends the process at once.
enum Interruption {
  // Signal handlers cannot capture, so the count is the one global of the program; it is atomic.
  private static let count = Atomic<Int>(0)

  /// Whether the user has asked to stop.
  static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

  /// From here on the signals are counted instead of ending the process, and a closed pipe behind
  /// the progress display does not end the training.
  static func beginWatching() {
    _ = count.load(ordering: .relaxed)  // the global is made here, not inside a handler
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      if Interruption.count.add(1, ordering: .relaxed).oldValue > 0 {
        _exit(ExitStatus.interrupted.rawValue)
      }
    }
    action.sa_flags = SA_RESTART
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    // Under nohup a closed terminal means nothing.
    var hangup = sigaction()
    sigaction(SIGHUP, nil, &hangup)
    let ignored = unsafeBitCast(SIG_IGN, to: Int.self)
    if unsafeBitCast(hangup.__sigaction_handler.sa_handler, to: Int.self) != ignored {
      sigaction(SIGHUP, &action, nil)
    }
    signal(SIGPIPE, SIG_IGN)
    // Whoever started this process may have had the signals blocked, which is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGHUP)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
