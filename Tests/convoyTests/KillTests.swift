import Foundation
import RunStore
import Testing

@testable import convoy

/// What is killed at any moment loses nothing and goes on as if it had not been.
@Suite(.serialized) struct KillTests {
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

  /// How many processes are killed; more with CONVOY_KILLS.
  static let kills =
    ProcessInfo.processInfo.environment["CONVOY_KILLS"].flatMap { Int($0) } ?? 15

  /// Everything of a run that must be the same however often it was interrupted.
  struct Outcome: Equatable {
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

  @Test func aRunKilledAgainAndAgainEndsAsIfItHadNotBeen() throws {
    try withProgram { convoy in
      try Self.experiment.write(
        toFile: convoy.folder + "/killed.yaml", atomically: true, encoding: .utf8)
      let begin = ContinuousClock.now
      try #expect(convoy("run", "killed.yaml", "--name", "whole", "--threads", "1").status == 0)
      let whole = ContinuousClock.now - begin
      let path = convoy.folder + "/convoy.sqlite"
      let expected = try Outcome("whole", in: RunStore(path: path))
      var random = SplitMix(state: 20_261_125)
      var (killed, runs, resumed, cut) = (0, 0, 0, 0)
      while killed < Self.kills {
        let name = "run-\(runs)"
        runs += 1
        var epochs = 0
        var arguments = ["run", "killed.yaml", "--name", name, "--resume-if-exists"]
        while killed < Self.kills {
          let threads = String(random.next() % 3 + 1)
          let moment = whole * (Double(random.next() % 1000) / 1000 * (1 - Double(epochs) / 6))
          let said = try Self.run(
            convoy, arguments + ["--threads", threads], killedAfter: moment)
          // Before anybody opens the database: what a power cut may do to the end of its log.
          let isCut = try random.next() % 3 == 0 && Self.cutLog(of: path, by: &random)
          if isCut { cut += 1 }
          guard let store = try? RunStore(path: path),
            let run = try store.run(named: name).map({ try store.run($0) })
          else {
            // Killed before the run was made.
            killed += 1
            continue
          }
          let recorded = run.metrics["val_loss"]?.count ?? 0
          if !isCut {
            #expect(recorded >= max(epochs, said), "\(name): an epoch that was told of is lost")
          }
          epochs = recorded
          if run.status == .finished { break }
          #expect(run.status == .crashed)
          #expect(try store.check() == [])
          killed += 1
          resumed += 1
          arguments = ["resume", name]
        }
        let last = try convoy.run(arguments)
        // A run that finished in the moment before it was to be killed cannot be resumed.
        let store = try RunStore(path: path)
        #expect(last.status == 0 || last.errors.contains(": finished"), "\(last.errors)")
        #expect(try Outcome(name, in: store) == expected, "\(name)")
        #expect(try store.check() == [])
      }
      #expect(runs > 0 && resumed > 0)
      print("killed \(killed) processes of \(runs) runs, resumed \(resumed), cut \(cut) logs")
    }
  }

  @Test func aRunIsCrashedWhenItIsKilledButNotWhenItIsStopped() throws {
    try withProgram { convoy in
      try Self.experiment.write(
        toFile: convoy.folder + "/killed.yaml", atomically: true, encoding: .utf8)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Program.path)
      // Stopped in the midst of a write it would keep others from writing.
      process.arguments = [
        "run", "killed.yaml", "training.checkpoint_minutes=10", "--epochs", "1000000",
      ]
      process.currentDirectoryURL = URL(fileURLWithPath: convoy.folder)
      process.environment = ["HOME": convoy.folder]
      let errors = Pipe()
      process.standardError = errors
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      defer { kill(process.processIdentifier, SIGKILL) }
      var text = ""
      while !text.contains("epoch       1/") {
        let data = errors.fileHandleForReading.availableData
        if data.isEmpty { break }
        text += String(decoding: data, as: UTF8.self)
      }
      func status() throws -> String {
        try convoy("list", "--columns", "status").output.split(separator: "\n").last.map(
          String.init)
          ?? ""
      }
      kill(process.processIdentifier, SIGSTOP)
      try #expect(status() == "running")
      let early = try convoy("resume", "killed-1")
      #expect(early.status == 64)
      #expect(
        early.errors
          == "convoy: run killed-1: still running; accepted: a run that has ended\n")
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let list = try convoy("list", "--db", convoy.folder + "/convoy.sqlite")
      #expect(list.output.contains("  crashed  "))
      #expect(
        list.errors.wholeMatch(
          of:
            #/killed-1: crashed after epoch \d+ of 1000000; to go on: convoy resume killed-1 --db /.+\n/#
        )
          != nil, "\(list.errors)")
      try #expect(
        convoy("show", "killed-1").output.contains(
          #/\ncrashed +after epoch \d+ of 1000000, its process is gone; to go on: convoy resume killed-1\n/#
        ))
    }
  }

  /// Runs `convoy`, kills it after `moment`, and gives the number of epochs it had told of.
  private static func run(
    _ convoy: Program, _ arguments: [String], killedAfter moment: Duration
  ) throws -> Int {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: convoy.folder)
    process.environment = ["HOME": convoy.folder]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    var ends = pollfd(fd: errors.fileHandleForReading.fileDescriptor, events: 0, revents: 0)
    // The moment comes, or the program ends before.
    _ = poll(&ends, 1, Int32(moment / .milliseconds(1)))
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let text = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    let told = text.split(separator: "\n").filter { $0.hasPrefix("epoch ") }
      .compactMap { Int($0.dropFirst(6).prefix { $0.isNumber }) }
    return told.max() ?? 0
  }

  /// Cuts the write-ahead log somewhere, unless some of it is in the database already: SQLite makes sure
  /// of the log before it moves that. Whether it did.
  private static func cutLog(of path: String, by random: inout SplitMix) throws -> Bool {
    guard let index = FileManager.default.contents(atPath: path + "-shm"), index.count >= 136,
      let size = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? UInt64,
      size > 0
    else { return false }
    // https://www.sqlite.org/walformat.html: nBackfill and nBackfillAttempted
    guard [96, 128].allSatisfy({ index[$0..<$0 + 4].allSatisfy { $0 == 0 } }) else { return false }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "-wal"))
    try handle.truncate(atOffset: random.next() % size)
    try handle.close()
    return true
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
