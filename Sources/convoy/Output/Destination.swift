import Glibc

/// What is known about where text goes: colours and a width on a terminal, neither elsewhere.
struct Destination: Sendable {
  var palette: Palette
  /// Columns of the terminal; nil where the text goes to a file or a pipe.
  var width: Int?
  /// Lines of the terminal; nil where the text goes to a file or a pipe.
  var height: Int?

  static let plain = Destination(palette: .plain)

  /// The standard output of this process.
  static var standardOutput: Destination { Destination(descriptor: STDOUT_FILENO) }

  /// The standard error of this process.
  static var standardError: Destination { Destination(descriptor: STDERR_FILENO) }

  /// Whether lines may be drawn over: a terminal that is not "dumb".
  var isLive: Bool { width != nil }
}

extension Destination {
  private init(descriptor: Int32) {
    guard isatty(descriptor) == 1, Surroundings.variable("TERM") != "dumb" else {
      self = .plain
      return
    }
    self.init(
      palette: Palette(isEnabled: Surroundings.variable("NO_COLOR") == nil),
      width: terminalWidth(descriptor), height: terminalHeight(descriptor))
  }
}

/// The columns of the terminal behind `descriptor`: $COLUMNS, else what it says itself, else 80.
func terminalWidth(_ descriptor: Int32) -> Int {
  if let columns = Surroundings.variable("COLUMNS").flatMap({ Int($0) }), columns > 0 {
    return columns
  }
  var size = winsize()
  if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
  return 80
}

/// The lines of the terminal behind `descriptor`: $LINES, else what it says itself, else 24.
func terminalHeight(_ descriptor: Int32) -> Int {
  if let lines = Surroundings.variable("LINES").flatMap({ Int($0) }), lines > 0 { return lines }
  var size = winsize()
  if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 { return Int(size.ws_row) }
  return 24
}
