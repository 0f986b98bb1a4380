import Foundation
import RunStore
import Testing

@testable import convoy

/// Searches through the program: workers are processes of their own.
@Suite(.serialized) struct SweepCommandTests {
  /// Trials of `epochs` epochs of 4 steps.
  private func withSweep(
    _ lines: String, epochs: Int = 2, body: (Program, RunStore) throws -> Void
  ) throws {
    try withProgram { convoy in
      try """
      name: small
      dataset: {name: shapes, train: 40, test: 10, validation: 0.2}
      hyperparameters: {depth: 2}
      model: [conv: {depth: $depth, kernel: 3, stride: 4}, flatten, dense: 10]
      training: {epochs: \(epochs), batch: 8, optimizer: {adam: {learning_rate: 0.003}},
        checkpoint_minutes: 0}
      """.write(toFile: convoy.folder + "/small.yaml", atomically: true, encoding: .utf8)
      try ("name: search\nexperiment: small.yaml\nmetric: val_loss\n" + lines)
        .write(toFile: convoy.folder + "/search.yaml", atomically: true, encoding: .utf8)
      try body(convoy, RunStore(path: convoy.folder + "/convoy.sqlite"))
    }
  }

  private func trials(_ store: RunStore) throws -> [TrialRecord] {
    guard let sweep = try store.sweep(named: "search") else { return [] }
    return try store.trials(of: sweep.id)
  }

  @Test func trainsTheSweepOfTheRepository() throws {
    try withProgram { convoy in
      let file = sourceFolder + "/../../experiments/sweep-shapes.yaml"
      let result = try convoy("sweep", file, "--workers", "2", "--threads", "2")
      #expect(result.status == 0, "\(result.errors)")
      let lines = result.output.split(separator: "\n")
      #expect(lines.count == 9)
      #expect(
        lines[0].split(whereSeparator: \.isWhitespace) == [
          "rank", "trial", "depth", "kernel", "learning_rate", "epochs", "val_loss", "state",
          "run",
        ])
      #expect(lines[1].hasPrefix("   1 ") && lines[1].contains("  finished  shapes-quick-"))
      #expect(result.errors.hasPrefix("sweep-shapes: 8 trials, compared by val_loss\ntrial "))
      #expect(result.errors.contains(#/\ntrial \d  4 epochs  val_loss \d\.\d+  /#))
    }
  }

  @Test func printsAsJSONAndReusesWhatIsThere() throws {
    try withSweep("space: {depth: [2, 3]}\n") { convoy, _ in
      try #expect(convoy("sweep", "search.yaml", "--quiet").errors == "")
      let result = try convoy("sweep", "search.yaml", "--json")
      #expect(result.errors.contains("\ntrial 1  reused small-1  2 epochs  val_loss "))
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      let trials = try #require(json["trials"] as? [[String: Any]])
      #expect(json["hyperparameters"] as? [String] == ["depth"])
      #expect(trials.count == 2 && trials.allSatisfy { $0["isReused"] as? Bool == true })
      #expect((json["sweep"] as? [String: Any])?["name"] as? String == "search")
      try #expect(convoy("list", "--where", "tags.sweep = 'search'").output.contains("small-2"))
      let show = try convoy("show", "small-1").output
      #expect(show.contains(#/\nparent +trial of search\n/#))
      let again = try convoy("sweep", "search.yaml", "--rerun", "--quiet")
      #expect(again.status == 0 && again.output.contains("  small-4"))
    }
  }

  @Test func goesOnWhereItWasStopped() throws {
    try withSweep("space: {depth: [2, 3]}\n", epochs: 1_000_000) { convoy, store in
      let process = try start(convoy, "sweep", "search.yaml", "--workers", "2", "--threads", "2")
      try wait { try trials(store).filter { $0.state == .running && $0.run != nil }.count == 2 }
      kill(process.process.processIdentifier, SIGINT)
      process.process.waitUntilExit()
      #expect(process.process.terminationStatus == 130)
      let said = String(
        decoding: process.errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(
        said.hasSuffix(
          "search: interrupted; to go on: convoy sweep search.yaml --resume --workers 2 --threads 2\n"
        ))
      let left = try trials(store)
      #expect(left.allSatisfy { $0.state == .pending && $0.run != nil })
      #expect(try store.runs().allSatisfy { $0.status == .interrupted })
      #expect(try store.check() == [])
    }
  }

  @Test func takesUpTheTrialOfAKilledWorker() throws {
    try withSweep("space: {depth: [2, 3, 4]}\n", epochs: 50) { convoy, store in
      let process = try start(convoy, "sweep", "search.yaml", "--workers", "2", "--threads", "2")
      let worker = try #require(try children(of: process.process).first)
      try wait { try trials(store).contains { $0.run != nil } }
      kill(worker, SIGKILL)
      process.process.waitUntilExit()
      #expect(process.process.terminationStatus == 0)
      let said = String(
        decoding: process.errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(said.contains("a worker was killed; another one takes up its trial\n"))
      let ended = try trials(store)
      #expect(ended.allSatisfy { $0.state == .finished && $0.epochs == 50 })
      // One run for each trial: what the killed worker began was gone on with.
      #expect(try store.runs().count == 3)
      #expect(try store.check() == [])
      // And came to what it would have come to.
      for trial in ended {
        let depth = try #require(trial.configuration["depth"])
        try convoy(
          "run", "small.yaml", "depth=\(depth)", "training.checkpoint_minutes=10", "--name",
          "whole-\(depth)", "--quiet")
        let whole = try store.run(try store.resolve("whole-\(depth)"))
        #expect(trial.value == whole.metrics["val_loss"]?.best)
      }
    }
  }

  @Test func workersEndWithWhoStartedThem() throws {
    try withSweep("space: {depth: [2]}\n", epochs: 1_000_000) { convoy, store in
      let process = try start(convoy, "sweep", "search.yaml")
      try wait { try trials(store).contains { $0.state == .running && $0.run != nil } }
      kill(process.process.processIdentifier, SIGKILL)
      try wait { try trials(store).map(\.state) == [.pending] }
      #expect(try store.runs().allSatisfy { $0.status == .interrupted })
    }
  }

  @Test func saysWhatIsWrong() throws {
    try withSweep("space: {deth: [2]}\n") { convoy, _ in
      let wrong = try convoy("sweep", "search.yaml")
      #expect(wrong.status == 65)
      #expect(
        wrong.errors.hasPrefix(
          "convoy: search.yaml:4:9: no hyperparameter \"deth\"; did you mean \"depth\"?"))
      try #expect(convoy("sweep", "none.yaml").status == 66)
      try #expect(convoy("sweep", "search.yaml", "--workers", "0").status == 64)
      let worker = try convoy("sweep-worker", "none")
      #expect(worker.status == 66)
      #expect(
        worker.errors
          == "convoy: sweep \"none\": no such sweep; accepted: the name or the id of one\n")
    }
    try withSweep("space: {depth: [2]}\nset: {dataset: cifar10}\n") { convoy, store in
      let missing = try convoy("sweep", "search.yaml")
      #expect(
        missing.status == 66 && missing.errors.contains(": no cifar10 data set here; accepted: "))
      #expect(try store.sweeps().isEmpty)
    }
    try withSweep("space: {depth: [2]}\n") { convoy, _ in
      let resumed = try convoy("sweep", "search.yaml", "--resume")
      #expect(resumed.status == 66)
      #expect(
        resumed.errors
          == "convoy: sweep \"search\": none was begun; accepted: beginning it, without --resume\n")
    }
  }

  private struct Started {
    let process: Process
    let errors: Pipe
  }

  private func start(_ convoy: Program, _ arguments: String...) throws -> Started {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: convoy.folder)
    process.environment = ["HOME": convoy.folder]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return Started(process: process, errors: errors)
  }

  /// Processes started by another one, once there are some.
  private func children(of process: Process) throws -> [pid_t] {
    let path = "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children"
    var found: [pid_t] = []
    try wait {
      found = try String(contentsOfFile: path, encoding: .utf8).split(separator: " ")
        .compactMap { pid_t($0) }
      return !found.isEmpty
    }
    return found
  }

  /// Asks until it is so, for a minute at most.
  private func wait(until condition: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
      if try condition() { return }
      sched_yield()
    }
    Issue.record("it did not become so in a minute")
  }
}
