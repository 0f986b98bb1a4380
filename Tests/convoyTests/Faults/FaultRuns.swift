import Foundation
import Glibc
import RunStore
import Testing

/// The run that faults happen to.
enum FaultRun {
  /// 5 epochs of 8 steps, a state kept after every step, dropout and a best epoch that moves.
  static let experiment = """
    name: killed
    dataset: {name: shapes, train: 80, test: 10, validation: 0.2}
    model:
      - conv: {depth: 4, kernel: 3, stride: 2, activation: relu}
      - max_pool
      - dropout: 0.2
      - flatten
      - dense: {units: 10}
    training: {epochs: 5, batch: 8, optimizer: {adam: {learning_rate: 0.003}}, seed: 3,
      checkpoint_minutes: 0}
    """

  /// Writes its experiment file.
  static func write(to convoy: Program, _ text: String = experiment) throws {
    try text.write(toFile: convoy.folder + "/killed.yaml", atomically: true, encoding: .utf8)
  }

  /// A number from the environment, for runs by hand that are longer than those of every day.
  static func count(_ variable: String, else ordinary: Int) -> Int {
    ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? ordinary
  }
}

/// Everything of a run that must be the same however often it was interrupted.
struct RunOutcome: Equatable {
  var points: [String] = []
  var weights: [[StoredTensor]] = []
  var checkpoints: [CheckpointInfo] = []

  init(_ name: String, in store: RunStore) throws {
    let run = try store.run(try store.resolve(name))
    var points: [String] = []
    try store.history(of: [run.id]) { point in
      guard !["epoch_seconds", "images_per_second"].contains(point.metric) else { return }
      points.append("\(point.metric) \(point.epoch) \(point.value.bitPattern)")
    }
    self.points = points
    weights = try [.best, .last].map { try store.checkpoint(run.id, $0).tensors }
    checkpoints = run.checkpoints
  }
}

/// A `convoy` that goes on while the test does something to it.
struct RunningProgram {
  let process = Process()
  private let errors = Pipe()

  init(_ convoy: Program, _ arguments: [String]) throws {
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: convoy.folder)
    process.environment = ["HOME": convoy.folder]
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
  }

  /// Reads its standard error until it has said `words`, or has ended.
  @discardableResult
  func wait(for words: String) -> String {
    var text = ""
    while !text.contains(words) {
      let data = errors.fileHandleForReading.availableData
      if data.isEmpty { break }
      text += String(decoding: data, as: UTF8.self)
    }
    return text
  }

  /// Waits until `moment` is over or the program has ended.
  func wait(_ moment: Duration) {
    var ends = pollfd(fd: errors.fileHandleForReading.fileDescriptor, events: 0, revents: 0)
    _ = poll(&ends, 1, Int32(moment / .milliseconds(1)))
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Whether a signal that was sent has not been taken yet.
  func isPending(_ signal: Int32) -> Bool {
    let path = "/proc/\(process.processIdentifier)/status"
    // A file of the kernel's has no size: it is read to its end.
    guard let status = try? FileHandle(forReadingAtPath: path)?.readToEnd(),
      let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first(where: {
        $0.hasPrefix("ShdPnd:")
      }),
      let mask = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16)
    else { return false }
    return mask & (1 << UInt64(signal - 1)) != 0
  }

  /// Waits for its end; gives what it still said on the standard error.
  func end() throws -> String {
    let rest = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: rest, as: UTF8.self)
  }
}

/// A stream of numbers that is the same each time.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
