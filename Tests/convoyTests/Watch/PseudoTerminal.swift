import Foundation
import Glibc
import Testing

/// A terminal without a screen, in which a program runs.
final class PseudoTerminal {
  private let master: Int32
  private let slave: Int32
  let process = Process()
  private let ended = DispatchSemaphore(value: 0)
  private(set) var output = ""

  /// Starts `convoy` in a terminal of 80×24.
  init(_ convoy: Program, _ arguments: [String]) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(master >= 0)
    // What unlockpt and ptsname do; Swift's Glibc has neither: TIOCSPTLCK, TIOCGPTN.
    var (lock, number): (Int32, Int32) = (0, 0)
    try #require(ioctl(master, 0x4004_5431, &lock) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
    let name = "/dev/pts/\(number)"
    slave = open(name, O_RDWR | O_NOCTTY)
    try #require(slave >= 0)
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: convoy.folder)
    process.environment = ["HOME": convoy.folder, "TZ": "UTC", "TERM": "xterm-256color"]
    process.environment?["ASAN_OPTIONS"] = ProcessInfo.processInfo.environment["ASAN_OPTIONS"]
    let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
    process.standardInput = terminal
    process.standardOutput = terminal
    process.standardError = FileHandle.nullDevice
    resize(columns: 80, rows: 24)
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    close(slave)
    close(master)
  }

  func type(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(master, $0.baseAddress, $0.count) }
  }

  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Whether `text` is written within ten seconds, after what was waited for before.
  func shows(_ text: String) -> Bool {
    var waits = 0
    while true {
      if let found = output.range(of: text) {
        output.removeSubrange(..<found.upperBound)
        return true
      }
      var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      waits += 1
      guard waits < 1000, poll(&descriptor, 1, 10_000) > 0 else { return false }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = read(master, &bytes, bytes.count)
      guard count > 0 else { return false }
      output += String(decoding: bytes.prefix(count), as: UTF8.self)
    }
  }

  /// Whether the program ends within ten seconds; it has ended then in any case.
  func ends() -> Bool {
    let isInTime = ended.wait(timeout: .now() + 10) == .success
    if !isInTime { send(SIGKILL) }
    process.waitUntilExit()
    return isInTime
  }

  /// Whether keys come by lines and are shown, as a shell wants it.
  var isOrdinary: Bool {
    var settings = termios()
    guard tcgetattr(slave, &settings) == 0 else { return false }
    let flags = tcflag_t(ICANON | ECHO | ISIG)
    return settings.c_lflag & flags == flags
  }
}
