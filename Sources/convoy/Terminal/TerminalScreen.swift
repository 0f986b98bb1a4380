import Glibc

/// The whole of the terminal, for as long as this value lives.
struct TerminalScreen: ~Copyable {
  /// What happened while the screen was waited at.
  enum Event {
    case bytes([UInt8])
    /// Nothing for the time given.
    case quiet
    /// A signal came: the size may have changed, or the process was stopped.
    case signal
    /// There is no keyboard any more.
    case closed
  }

  /// - Parameter command: what an error names.
  /// - Throws: where standard input and output are no terminal.
  init(for command: String) throws(CommandError) {
    for (descriptor, name) in [(STDIN_FILENO, "input"), (STDOUT_FILENO, "output")]
    where isatty(descriptor) != 1 {
      throw CommandError(
        .usage,
        "\(command): the standard \(name) is no terminal; accepted: a terminal (list, show and plot "
          + "need none)")
    }
    if Surroundings.variable("TERM") == "dumb" {
      throw CommandError(
        .usage, "\(command): $TERM is dumb; accepted: a terminal that can move its cursor")
    }
    try TerminalMode.enter()
  }

  deinit { TerminalMode.leave() }

  /// As the terminal says; where it does not, as the environment says, or 80×24.
  var size: TerminalSize {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 {
      return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
    return TerminalSize(
      columns: terminalWidth(STDOUT_FILENO), rows: terminalHeight(STDOUT_FILENO))
  }

  /// Writes at once; false where the terminal is gone.
  func write(_ text: String) -> Bool {
    if text.isEmpty { return true }
    var text = text
    return text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let written = Glibc.write(
          STDOUT_FILENO, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if written > 0 {
          done += written
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  /// Waits for a key, at most so long.
  func wait(milliseconds: Int32) -> Event {
    var keyboard = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    let ready = poll(&keyboard, 1, milliseconds)
    if ready == 0 { return .quiet }
    if ready < 0 { return errno == EINTR ? .signal : .closed }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    if count < 0, errno == EINTR { return .signal }
    return count > 0 ? .bytes(Array(bytes.prefix(count))) : .closed
  }

  /// Stops the process as Ctrl-Z does elsewhere; it goes on when it is told to.
  func suspend() { kill(0, SIGTSTP) }
}
