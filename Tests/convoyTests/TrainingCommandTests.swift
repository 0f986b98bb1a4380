import Foundation
import RunStore
import Testing

@testable import convoy

/// The commands that train and evaluate, on a data set made in a moment.
struct TrainingCommandTests {
  static let experiment = """
    name: tiny
    dataset: {name: shapes, train: 80, test: 20, validation: 0.2}
    hyperparameters: {depth: 4}
    model:
      - conv: {depth: $depth, kernel: 3, stride: 2, activation: relu}
      - flatten
      - dense: {units: 10}
    training: {epochs: 2, batch: 16, optimizer: {sgd: {learning_rate: 0.01}}, seed: 1}
    tags: [demo]
    """

  private func withExperiment(_ body: (Program) throws -> Void) throws {
    try withProgram { convoy in
      let file = convoy.folder + "/tiny.yaml"
      try Self.experiment.write(toFile: file, atomically: true, encoding: .utf8)
      try body(convoy)
    }
  }

  private func decode(_ text: String) throws -> RunRecord {
    try JSONDecoder().decode(RunRecord.self, from: Data(text.utf8))
  }

  @Test func trainsRecordsAndPrintsTheIdLast() throws {
    try withExperiment { convoy in
      let result = try convoy(
        "run", "tiny.yaml", "depth=2", "--tag", "a", "--tag", "b=c", "--note", "x y")
      #expect(result.status == 0, "\(result.errors)")
      let lines = result.errors.split(separator: "\n")
      #expect(lines.count == 4)
      #expect(lines[0] == "tiny-1: 64 training, 16 validation, 20 test images, 4 steps an epoch")
      #expect(lines[1].hasPrefix("epoch 1/2  loss "))
      #expect(lines[3].hasPrefix("test       loss "))
      let run = try decode(convoy("show", "@last", "--json").output)
      #expect(result.output == run.id.text + "\n")
      #expect(run.status == .finished)
      #expect(run.tags == ["a", "b=c", "demo"])
      #expect(run.note == "x y")
      #expect(run.params["depth"]?.number == 2)
      #expect(run.commandLine.prefix(3) == ["convoy", "run", "tiny.yaml"])
      #expect(run.metrics["val_accuracy"]?.count == 2)
    }
  }

  @Test func printsTheRunAsShowDoes() throws {
    try withExperiment { convoy in
      let result = try convoy(
        "run", "tiny.yaml", "--json", "--quiet", "--name", "mine", "--seed", "7", "--epochs", "1",
        "--threads", "1", "--isa", "portable")
      #expect(result.errors == "")
      try #expect(result.output == convoy("show", "mine", "--json").output)
      let run = try decode(result.output)
      #expect(run.seed == 7)
      #expect(run.environment.isa == "portable")
      #expect(run.environment.threads == 1)
    }
  }

  @Test func evaluatesToTheRecordedMetrics() throws {
    try withExperiment { convoy in
      let run = try decode(convoy("run", "tiny.yaml", "--json").output)
      let text = try convoy("evaluate", "tiny-1", "--json").output
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(report["loss"] as? Double == run.metrics["test_loss"]?.last)
      #expect(report["accuracy"] as? Double == run.metrics["test_accuracy"]?.last)
      #expect((report["confusion"] as? [[Int]])?.joined().reduce(0, +) == 20)
      let table = try convoy("evaluate", "tiny-1", "--split", "validation", "--checkpoint", "best")
      #expect(table.output.contains("16 validation images of shapes\n"))
      #expect(table.output.contains("\ntrue \\ predicted "))
    }
  }

  @Test func comparesOnlyWhatDiffers() throws {
    try withExperiment { convoy in
      try convoy("run", "tiny.yaml", "--quiet")
      try convoy("run", "tiny.yaml", "depth=3", "--quiet")
      let text = try convoy("compare", "tiny-1", "tiny-2").output
      #expect(text.contains("\ndepth                    4       3\n"), "\(text)")
      #expect(!text.contains("training.batch"))
      #expect(text.contains("\nval_accuracy       last  "))
      try #expect(convoy("compare", "tiny-1", "tiny-2", "--all").output.contains("training.batch"))
    }
  }

  @Test func doesWithoutTilesWhereAsked() throws {
    try withExperiment { convoy in
      let model =
        "model=[conv: {depth: 16, kernel: 3}, conv: {depth: 16, kernel: 3}, flatten, dense: 10]"
      let tiles = "winograd 4×4"
      try #expect(convoy("summary", "tiny.yaml", model).output.contains(tiles))
      let direct = try convoy("summary", "tiny.yaml", model, "--kernels", "direct")
      #expect(direct.status == 0, "\(direct.errors)")
      #expect(!direct.output.contains(tiles))
      try convoy("run", "tiny.yaml", model, "--epochs", "1", "--quiet")
      // The flag comes after the settings, as --seed does.
      try convoy(
        "run", "tiny.yaml", model, "training.kernels=automatic", "--kernels", "direct", "--epochs",
        "1", "--quiet")
      let run = try decode(convoy("show", "tiny-2", "--json").output)
      #expect(run.params["training.kernels"] == .text("direct"))
      let text = try convoy("compare", "tiny-1", "tiny-2").output
      #expect(text.contains(#/\nmodel\.1\.conv\.method +winograd 4×4 +direct /#), "\(text)")
      #expect(text.contains(#/\ntraining\.kernels +automatic +direct\n/#), "\(text)")
    }
  }

  @Test(arguments: ["safetensors", "npz"])
  func takesWeightsOutAndIn(format: String) throws {
    try withExperiment { convoy in
      try convoy("run", "tiny.yaml", "--quiet")
      try #expect(convoy("weights", "export", "tiny-1", "-o", "w.\(format)").status == 0)
      let imported = try convoy(
        "weights", "import", "w.\(format)", "--experiment", "tiny.yaml", "--name", "again")
      #expect(imported.status == 0, "\(imported.errors)")
      try #expect(
        convoy("weights", "list", "again").output == convoy("weights", "list", "tiny-1").output)
      let first = try convoy("evaluate", "tiny-1").output.split(separator: "\n").dropFirst()
      let second = try convoy("evaluate", "again").output.split(separator: "\n").dropFirst()
      #expect(first == second)
    }
  }

  @Test func recordsAHyperparameterAnOverrideLeavesUnused() throws {
    try withExperiment { convoy in
      let run = try decode(
        convoy("run", "tiny.yaml", "model.0.conv.depth=2", "--quiet", "--json").output)
      #expect(run.params["depth"]?.number == 4)
      #expect(run.params["model.0.conv.depth"]?.number == 2)
      try #expect(convoy("evaluate", "tiny-1").status == 0)
    }
  }

  @Test func callsAFolderOfShortFilesIncomplete() throws {
    try withProgram { convoy in
      for name in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
        let file = URL(fileURLWithPath: convoy.folder + "/" + name)
        try Data(repeating: 0, count: 3 * 3073).write(to: file)
      }
      let check = try convoy("data", "check", ".")
      #expect(check.status == 1)
      #expect(
        check.errors
          == "convoy: .: incomplete, 18 of 60,000 images; accepted: all of them (convoy data fetch cifar10 gets them)\n"
      )
      #expect(check.output.contains("test_batch.bin         3  incomplete\n"), "\(check.output)")
      try FileManager.default.removeItem(atPath: convoy.folder + "/data_batch_2.bin")
      try #expect(convoy("data", "check", ".").status == 66)
    }
  }

  static let mistakes: [(arguments: [String], status: Int32, line: String)] = [
    (["run", "nix.yaml"], 66, "nix.yaml: no such file; "),
    (
      ["run", "tiny.yaml", "dept=3"], 64,
      "dept=3: no hyperparameter \"dept\"; did you mean \"depth\"? "
    ),
    (["run", "bad.yaml"], 65, "bad.yaml:"),
    (
      ["run", "tiny.yaml", "dataset=cifar10", "--data", "."], 66,
      ".: no cifar10 data set here; "
    ),
    (["summary", "tiny.yaml", "model.0.conv.kernel=40"], 64, "model.0.conv.kernel=40: "),
    (
      ["run", "tiny.yaml", "training.optimizer.sgd.learning_rate=1e30", "--quiet"], 1,
      "tiny-1: epoch 1"
    ),
    (["weights", "import", "bad.yaml", "--experiment", "tiny.yaml"], 65, "bad.yaml"),
    (["weights", "import", ".", "--experiment", "tiny.yaml"], 65, ".: is a "),
    (["weights", "import", "nix.npz", "--experiment", "tiny.yaml"], 66, "nix.npz: no such file; "),
  ]

  @Test(arguments: mistakes.indices)
  func saysWhatIsAccepted(index: Int) throws {
    let mistake = Self.mistakes[index]
    try withExperiment { convoy in
      try "name: [".write(toFile: convoy.folder + "/bad.yaml", atomically: true, encoding: .utf8)
      let result = try convoy.run(mistake.arguments)
      #expect(result.status == mistake.status, "\(result.errors)")
      #expect(result.errors.hasPrefix("convoy: " + mistake.line), "\(result.errors)")
      #expect(result.errors.filter { $0 == "\n" }.count == 1)
    }
  }

  @Test func endsTheLiveLineBeforeItSaysMore() throws {
    try withExperiment { convoy in
      var (screen, terminal): (Int32, Int32) = (-1, -1)
      try #require(openpty(&screen, &terminal, nil, nil, nil) == 0)
      defer { close(screen) }
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Program.path)
      process.arguments = ["run", "tiny.yaml", "--epochs", "1000000"]
      process.currentDirectoryURL = URL(fileURLWithPath: convoy.folder)
      process.environment = ["HOME": convoy.folder, "TERM": "xterm", "COLUMNS": "200"]
      let ours = FileHandle(fileDescriptor: terminal, closeOnDealloc: false)
      process.standardOutput = ours
      process.standardError = ours
      try process.run()
      defer { kill(process.processIdentifier, SIGKILL) }
      close(terminal)
      var text = ""
      var chunk = [UInt8](repeating: 0, count: 4096)
      var isInterrupted = false
      // A terminal all of whose users are gone reads as an error.
      while case let count = read(screen, &chunk, chunk.count), count > 0 {
        text += String(decoding: chunk[..<count], as: UTF8.self)
        if !isInterrupted, text.contains("epoch       2/") {
          isInterrupted = true
          kill(process.processIdentifier, SIGINT)
        }
      }
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      let lines = text.split(separator: "\r\n").suffix(2)
      #expect(lines.first?.wholeMatch(of: #/[0-9a-f-]{36}/#) != nil, "\(lines)")
      #expect(lines.last?.hasPrefix("tiny-1: interrupted after ") == true, "\(lines)")
    }
  }

  @Test func goesOnWithARunOfThatName() throws {
    try withExperiment { convoy in
      let arguments = ["run", "tiny.yaml", "--name", "nightly", "--resume-if-exists"]
      let first = try convoy.run(arguments)
      #expect(first.status == 0, "\(first.errors)")
      let second = try convoy.run(arguments)
      #expect(second.status == 0 && second.output == first.output)
      #expect(second.errors.isEmpty, "\(second.errors)")
      let other = try convoy.run(arguments + ["depth=3"])
      #expect(other.status == 64)
      #expect(
        other.errors
          == "convoy: run \"nightly\": its experiment is another one; accepted: the same experiment and settings, or another --name\n"
      )
      let nameless = try convoy("run", "tiny.yaml", "--resume-if-exists")
      #expect(nameless.status == 64)
      let done = try convoy("resume", "nightly")
      #expect(done.status == 64)
      #expect(done.errors == "convoy: run nightly: finished; accepted: a run that has not\n")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func keepsAnInterruptedRun(signal: Int32) throws {
    try withExperiment { convoy in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Program.path)
      process.arguments = ["run", "tiny.yaml", "--epochs", "1000000"]
      process.currentDirectoryURL = URL(fileURLWithPath: convoy.folder)
      let errors = Pipe()
      process.standardError = errors
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      defer { kill(process.processIdentifier, SIGKILL) }
      var text = ""
      while !text.contains("epoch       2/") {
        let data = errors.fileHandleForReading.availableData
        if data.isEmpty { break }
        text += String(decoding: data, as: UTF8.self)
      }
      kill(process.processIdentifier, signal)
      // What it still says must be read, or it waits for ever.
      let rest = try errors.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      let told = String(decoding: rest, as: UTF8.self)
      #expect(told.contains("tiny-1: interrupted after epoch "))
      #expect(told.hasSuffix(" of 1000000; to go on: convoy resume tiny-1\n"))
      let run = try decode(convoy("show", "tiny-1", "--json").output)
      #expect(run.status == .interrupted)
      #expect(run.metrics["val_loss"]?.count ?? 0 >= 2)
      #expect(run.checkpoints.contains { $0.kind == .last })
    }
  }
}
