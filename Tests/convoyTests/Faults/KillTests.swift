import Foundation
import RunStore
import Testing

@testable import convoy

/// What is killed at any moment loses nothing and goes on as if it had not been. Lack of memory ends a
/// process by the same signal.
@Suite(.serialized) struct KillTests {
  /// How many processes are killed; more with CONVOY_KILLS.
  static let kills = FaultRun.count("CONVOY_KILLS", else: 50)

  @Test func aRunKilledAgainAndAgainEndsAsIfItHadNotBeen() throws {
    try withProgram { convoy in
      try FaultRun.write(to: convoy)
      let begin = ContinuousClock.now
      try #expect(convoy("run", "killed.yaml", "--name", "whole", "--threads", "1").status == 0)
      let whole = ContinuousClock.now - begin
      let path = convoy.folder + "/convoy.sqlite"
      let expected = try RunOutcome("whole", in: RunStore(path: path))
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
        #expect(try RunOutcome(name, in: store) == expected, "\(name)")
        #expect(try store.check() == [])
      }
      #expect(runs > 0 && resumed > 0)
      print("killed \(killed) processes of \(runs) runs, resumed \(resumed), cut \(cut) logs")
    }
  }

  @Test func aRunIsCrashedWhenItIsKilledButNotWhenItIsStopped() throws {
    try withProgram { convoy in
      try FaultRun.write(to: convoy)
      // Stopped in the midst of a write it would keep others from writing.
      let running = try RunningProgram(
        convoy,
        ["run", "killed.yaml", "training.checkpoint_minutes=10", "--epochs", "1000000"])
      defer { running.send(SIGKILL) }
      running.wait(for: "epoch       1/")
      func status() throws -> String {
        try convoy("list", "--columns", "status").output.split(separator: "\n").last.map(
          String.init) ?? ""
      }
      running.send(SIGSTOP)
      try #expect(status() == "running")
      let early = try convoy("resume", "killed-1")
      #expect(early.status == 64)
      #expect(
        early.errors
          == "convoy: run killed-1: still running; accepted: a run that has ended\n")
      running.send(SIGKILL)
      running.process.waitUntilExit()
      let list = try convoy("list", "--db", convoy.folder + "/convoy.sqlite")
      #expect(list.output.contains("  crashed  "))
      let advice =
        #/killed-1: crashed after epoch \d+ of 1000000; to go on: convoy resume killed-1 --db /.+\n/#
      #expect(list.errors.wholeMatch(of: advice) != nil, "\(list.errors)")
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
    let running = try RunningProgram(convoy, arguments)
    running.wait(moment)
    running.send(SIGKILL)
    let told = try running.end().split(separator: "\n").filter { $0.hasPrefix("epoch ") }
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
