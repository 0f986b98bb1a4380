import Foundation
import RunStore
import Testing
import Workbench

@testable import convoy

/// Running a run again, and the texts kept with it, through the program.
struct ReproduceTests {
  private func withRun(_ settings: String..., body: (Program) throws -> Void) throws {
    try withProgram { convoy in
      let file = convoy.folder + "/tiny.yaml"
      try TrainingCommandTests.experiment.write(toFile: file, atomically: true, encoding: .utf8)
      let result = try convoy.run(["run", "tiny.yaml", "--quiet"] + settings)
      #expect(result.status == 0, "\(result.errors)")
      try body(convoy)
    }
  }

  @Test func saysThatARunCameOutTheSame() throws {
    try withRun("--threads", "1") { convoy in
      let result = try convoy("reproduce", "tiny-1", "--threads", "2")
      #expect(result.status == 0)
      #expect(result.output == "identical\n")
      #expect(
        result.errors.hasSuffix("\ntiny-2 repeats tiny-1: 2 epochs, 12 values, 4 tensors\n"))
      let show = try convoy("show", "tiny-2").output
      #expect(show.contains(#/\nparent +reproduced of tiny-1\n/#))
      let json = try convoy("reproduce", "tiny-1", "--json", "--quiet")
      let report = try JSONDecoder().decode(ReproductionReport.self, from: Data(json.output.utf8))
      #expect(report.identical && report.reproduction.name == "tiny-3")
    }
  }

  @Test func comparesWithARepetitionThatWasInterrupted() throws {
    try withRun("--epochs", "20") { convoy in
      let running = try RunningProgram(convoy, ["reproduce", "tiny-1"])
      defer { running.send(SIGKILL) }
      running.wait(for: "epoch  2/20")
      running.send(SIGINT)
      let said = try running.end()
      #expect(running.process.terminationStatus == 130)
      #expect(said.hasSuffix("; to go on: convoy resume tiny-2\n"), "\(said)")
      let early = try convoy("reproduce", "tiny-1", "--with", "tiny-2")
      #expect(early.status == 1 && early.output.contains(" recorded, nothing now\n"))
      try #expect(convoy("resume", "tiny-2", "--quiet").status == 0)
      let whole = try convoy("reproduce", "tiny-1", "--with", "tiny-2")
      #expect(whole.status == 0 && whole.output == "identical\n")
    }
  }

  @Test func saysWhatDiffersFirstAndWhatChanged() throws {
    try withRun { convoy in
      let path = convoy.folder + "/convoy.sqlite"
      do {
        let store = try RunStore(path: path)
        let first = try store.run(store.resolve("tiny-1"))
        // The same run as another version might have recorded it, one number of the second epoch apart.
        var environment = first.environment
        environment.convoy = "0.0.1"
        let other = try store.createRun(
          NewRun(
            name: "other", experiment: "tiny",
            experimentText: try store.experimentText(of: first.id),
            commandLine: [], seed: first.seed,
            params: first.params.map { (name: $0.key, value: $0.value) }, environment: environment,
            dataset: first.dataset, model: first.model, startedAt: first.startedAt))
        for epoch in 1...2 {
          var metrics: [(name: String, value: Double)] = []
          try store.history(of: [first.id]) {
            guard $0.epoch == epoch else { return }
            let isChanged = epoch == 2 && $0.metric == "val_loss"
            metrics.append(($0.metric, isChanged ? 0.5 : $0.value))
          }
          var tensors = try store.checkpoint(first.id, .last).tensors
          tensors[1].bytes[0] ^= 1
          try store.recordEpoch(
            other, epoch: epoch, metrics: metrics,
            checkpoint: epoch == 2 ? NewCheckpoint(tensors: tensors) : nil, at: first.startedAt)
        }
        try store.finish(other, status: .finished, at: first.startedAt)
      }
      let result = try convoy("reproduce", "other", "--quiet")
      #expect(result.status == 1)
      let lines = result.output.split(separator: "\n")
      #expect(lines.count == 4)
      #expect(lines[0] == "different")
      #expect(lines[1].hasPrefix("first metric: epoch 2, val_loss: 0.5 recorded, 2."))
      #expect(
        lines[2].hasPrefix(
          "first tensor: epoch 2, conv_1.bias: 1 of 4 numbers differ, by up to "))
      #expect(lines[3].hasPrefix("changed: convoy version: 0.0.1 recorded, "))
      #expect(result.errors.hasPrefix("note: convoy version: 0.0.1 recorded, "))
      #expect(
        result.errors.hasSuffix(
          "convoy: other: tiny-2 differs from epoch 2 on; the same bits are accepted\n"))
    }
  }

  @Test func refusesARunThatIsNotThere() throws {
    try withRun { convoy in
      try #expect(convoy("reproduce", "none").status == 66)
    }
  }

  @Test func printsTheExperimentAsItWasRun() throws {
    try withRun { convoy in
      try #expect(convoy("show", "@last", "--experiment").output == TrainingCommandTests.experiment)
      // A setting that leaves a hyperparameter without use.
      try convoy("run", "tiny.yaml", "model.0.conv.depth=3", "--epochs", "1", "--quiet")
      let text = try convoy("show", "@last", "--experiment").output
      #expect(text.contains("\nhyperparameters: {depth: !unused 4}\n"))
      try text.write(toFile: convoy.folder + "/again.yaml", atomically: true, encoding: .utf8)
      let again = try convoy("run", "again.yaml", "--quiet")
      #expect(again.status == 0, "\(again.errors)")
      try #expect(convoy("show", "@last", "--experiment").output == text)
      let compared = try convoy("compare", "tiny-2", "tiny-3", "--json").output
      let comparison = try JSONDecoder().decode(RunComparison.self, from: Data(compared.utf8))
      #expect(comparison.parameters == [])
      let both = try convoy("show", "@last", "--experiment", "--json")
      #expect(both.status == 64)
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git")))
  func printsHowTheCodeDiffered() throws {
    try withRun { convoy in
      try #expect(convoy("show", "@last", "--diff").errors == "tiny-1: no changes were recorded\n")
      for arguments in [
        ["init", "--quiet"], ["add", "tiny.yaml"], ["commit", "--quiet", "--message", "One"],
      ] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
        process.arguments =
          ["-C", convoy.folder, "-c", "user.name=T", "-c", "user.email=t@example.org"] + arguments
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
      }
      let text = TrainingCommandTests.experiment.replacing("epochs: 2", with: "epochs: 1")
      try text.write(toFile: convoy.folder + "/tiny.yaml", atomically: true, encoding: .utf8)
      try convoy("run", "tiny.yaml", "--quiet")
      let diff = try convoy("show", "@last", "--diff").output
      #expect(diff.hasPrefix("diff --git a/tiny.yaml b/tiny.yaml\n"))
      #expect(diff.contains("\n+training: {epochs: 1, "))
    }
  }
}
