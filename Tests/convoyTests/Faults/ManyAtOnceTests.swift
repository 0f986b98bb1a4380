import Foundation
import RunStore
import Synchronization
import Testing

@testable import convoy

/// One database used by many processes at a time: trainings, sweeps, a watch, lists, exports, a reader that
/// stays.
@Suite(.serialized) struct ManyAtOnceTests {
  /// How long; CONVOY_MANY_SECONDS=60 by hand, with two sweeps and the reader staying for half of it.
  static let seconds = FaultRun.count("CONVOY_MANY_SECONDS", else: 1)
  static let isLong = seconds >= 30
  static let trainings = isLong ? 8 : 4
  /// No writer may wait longer. The everyday test may run beside others that fill the machine.
  static let patience = isLong ? 1.0 : 10

  static let experiment = """
    name: many
    dataset: {name: shapes, train: 800, test: 10, validation: 0.2}
    model: [{conv: {depth: 8, kernel: 3, stride: 2}}, max_pool, flatten, {dense: {units: 10}}]
    training: {epochs: 1000000, batch: 32, optimizer: {adam: {learning_rate: 0.003}}}
    """

  /// Short trainings without end, of the same experiment.
  private static func sweep(_ number: Int) -> String {
    """
    name: search-\(number)
    experiment: killed.yaml
    set: {training.epochs: 3}
    space: {training.learning_rate: {log_uniform: [1e-4, 1e-2]}}
    strategy: random
    trials: 10000
    metric: val_loss
    seed: \(number)
    """
  }

  @Test func noneFailsWaitsLongOrLosesARow() throws {
    try withProgram { convoy in
      try FaultRun.write(to: convoy, Self.experiment)
      let path = convoy.folder + "/convoy.sqlite"
      let store = try RunStore(path: path)
      let names = (1...Self.trainings).map { "run-\($0)" }
      var running = try names.map {
        try RunningProgram(
          convoy, ["run", "killed.yaml", "--name", $0, "--threads", "1", "--quiet"])
      }
      for number in 1...2 where Self.isLong {
        let file = "search-\(number).yaml"
        try Self.sweep(number)
          .write(toFile: convoy.folder + "/" + file, atomically: true, encoding: .utf8)
        running.append(
          try RunningProgram(convoy, ["sweep", file, "--threads", "1", "--quiet"]))
      }
      defer { for program in running { program.send(SIGKILL) } }
      // A reader that stays needs something to read.
      let limit = ContinuousClock.now + .seconds(30)
      while try store.runs().allSatisfy({ $0.metrics.isEmpty }), ContinuousClock.now < limit {
        running[0].wait(.milliseconds(50))
      }
      let watch = try PseudoTerminal(convoy, ["watch"])
      let end = ContinuousClock.now + .seconds(Self.seconds)
      let staying = StayingReader(path, for: .seconds(Self.seconds) / 2)
      var rounds = 0
      repeat {
        rounds += 1
        for command in [
          ["list"], ["export", "--output", "all.csv"], ["best", "val_loss"],
          ["note", "@last", "round \(rounds)"],
        ] {
          let result = try convoy.run(command)
          #expect(result.status == 0, "\(command): \(result.errors)")
        }
        #expect(watch.shows("running"))
      } while ContinuousClock.now < end
      watch.type("q")
      // It leaves the alternate screen, and says nothing more.
      #expect(watch.shows("\u{1B}[?1049l"))
      #expect(watch.ends())
      #expect(watch.process.terminationStatus == 0)
      for program in running { program.send(SIGINT) }
      for program in running {
        #expect(try program.end().contains("; to go on: convoy "))
        #expect(program.process.terminationStatus == 130)
      }
      #expect(staying.end() > 0)
      #expect(try store.check() == [])
      var (epochs, longest) = (0, 0.0)
      let runs = try store.runs(RunQuery(limit: .max))
      #expect(Set(names).isSubset(of: runs.map(\.name)))
      for run in runs {
        #expect(run.status == .interrupted || !names.contains(run.name))
        var values: [Int: [String: Double]] = [:]
        try store.history(of: [run.id]) { values[$0.epoch, default: [:]][$0.metric] = $0.value }
        // Every epoch with every metric, in a row.
        #expect(values.keys.sorted() == Array(1..<values.count + 1))
        #expect(values.allSatisfy { $1.count == ($1["test_loss"] == nil ? 7 : 9) })
        #expect(run.metrics["val_loss"]?.count ?? 0 == values.count)
        epochs += values.count
        // What lies between two epochs besides computing is recording, waiting for others included.
        let times = try store.epochTimes(of: run.id).mapValues { Double($0.milliseconds) / 1000 }
        for epoch in times.keys where epoch > 1 {
          let passed = (times[epoch] ?? 0) - (times[epoch - 1] ?? 0)
          longest = max(longest, passed - (values[epoch]?["epoch_seconds"] ?? 0))
        }
      }
      #expect(epochs >= Self.trainings)
      #expect(longest < Self.patience)
      print(
        "\(epochs) epochs of \(runs.count) runs, \(rounds) rounds of readers; "
          + "the longest wait of a run \(longest) s")
    }
  }
}

/// A transaction that reads on and on, and sees one moment all the while.
private final class StayingReader: Sendable {
  private let seen = Atomic(0)
  private let isDone = DispatchSemaphore(value: 0)
  private let isThrough = DispatchSemaphore(value: 0)

  init(_ path: String, for time: Duration) {
    let thread = Thread { [self] in
      defer { isThrough.signal() }
      do {
        let store = try RunStore(path: path, access: .readOnly)
        try store.history(of: store.runs().map(\.id)) { _ in
          if seen.add(1, ordering: .relaxed).oldValue > 0 { return }
          _ = isDone.wait(timeout: .now() + time / .seconds(1))
        }
      } catch {
        Issue.record("the reader that stays: \(error)")
      }
    }
    thread.start()
  }

  /// Lets it go and waits for that; gives how many values it has seen.
  func end() -> Int {
    isDone.signal()
    isThrough.wait()
    return seen.load(ordering: .relaxed)
  }
}
