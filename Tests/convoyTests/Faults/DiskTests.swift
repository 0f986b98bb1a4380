import Foundation
import RunStore
import TestSupport
import Testing

@testable import convoy

/// A disk that is full, read-only, or gone.
@Suite(.serialized) struct DiskTests {
  /// At how many places the disk is full, evenly over all that a run writes; more with
  /// CONVOY_FULL_DISKS.
  static let places = FaultRun.count("CONVOY_FULL_DISKS", else: 6)

  static let full = "/convoy.sqlite: no space is left on the disk\n"

  @Test(.enabled(if: SmallDisk.isPossible, "\(SmallDisk.reason)"))
  func aFullDiskIsSaidAndNothingIsLost() throws {
    try withProgram { convoy in
      try FaultRun.write(
        to: convoy, FaultRun.experiment.replacing("epochs: 5", with: "epochs: 3"))
      let disk = try SmallDisk(bytes: 1 << 30)
      let database = ["--db", disk.path + "/convoy.sqlite", "--quiet"]
      func store() throws -> RunStore { try RunStore(path: disk.path + "/convoy.sqlite") }
      let run = ["run", "killed.yaml"] + database
      try #expect(convoy.run(run + ["--name", "whole"]).status == 0)
      let expected = try RunOutcome("whole", in: store())
      // What a second run adds: its log, mostly, which would go when the last process closes the database.
      let need = try withExtendedLifetime(store()) {
        let before = try disk.used
        try #expect(convoy.run(run + ["--name", "second"]).status == 0)
        return try disk.used - before
      }
      var (refused, failed) = (0, 0)
      for place in 0..<Self.places {
        let name = "run-\(place)"
        try disk.resize(bytes: disk.used + need * place / Self.places)
        let result = try convoy.run(run + ["--name", name])
        if result.status != 0 {
          #expect(result.status == 1)
          #expect(result.errors == "convoy: \(disk.path)\(Self.full)", "\(name)")
        }
        try disk.resize(bytes: 1 << 30)
        #expect(try store().check() == [])
        #expect(try RunOutcome("whole", in: store()) == expected)
        guard let id = try store().run(named: name) else {
          refused += 1
          #expect(result.output == "")
          continue
        }
        let recorded = try store().run(id)
        if result.status == 0 { continue }
        failed += 1
        #expect(result.output == id.text + "\n" || result.output == "")
        #expect(recorded.status == .failed || recorded.status == .crashed)
        let resumed = try convoy.run(["resume", name] + database)
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try RunOutcome(name, in: store()) == expected, "\(name)")
      }
      #expect(refused > 0 && failed > 0, "\(refused) refused, \(failed) failed")
    }
  }

  @Test(.enabled(if: SmallDisk.isPossible, "\(SmallDisk.reason)"), arguments: [0, 16, 200, 600])
  func aDiskTooSmallForAStoreIsSaid(kilobytes: Int) throws {
    try withProgram { convoy in
      try FaultRun.write(to: convoy)
      // A size of 0 would be none.
      let disk = try SmallDisk(bytes: max(kilobytes << 10, 4096))
      let run = ["run", "killed.yaml", "--db", disk.path + "/convoy.sqlite", "--quiet"]
      let result = try convoy.run(run)
      #expect(result.status == 1)
      #expect(result.errors == "convoy: \(disk.path)\(Self.full)")
      try disk.resize(bytes: 1 << 30)
      let again = try convoy.run(run)
      #expect(again.status == 0, "\(again.errors)")
    }
  }

  @Test(.enabled(if: SmallDisk.isPossible, "\(SmallDisk.reason)"))
  func aCopyForWhichThereIsNoSpaceLeavesNothing() throws {
    try withSampleRuns { convoy in
      let disk = try SmallDisk(bytes: 200 << 10)
      let backup = try convoy("db", "backup", disk.path + "/copy.sqlite")
      #expect(backup.status == 1)
      #expect(
        backup.errors == "convoy: \(disk.path)/copy.sqlite: no space is left on the disk\n")
      try Data(count: try disk.free).write(to: URL(fileURLWithPath: disk.path + "/rest"))
      let export = try convoy("export", "-o", disk.path + "/all.csv")
      #expect(export.status == 1)
      #expect(export.errors.hasPrefix("convoy: \(disk.path)/all.csv: cannot be written: No space "))
      try #expect(FileManager.default.contentsOfDirectory(atPath: disk.path) == ["rest"])
    }
  }

  @Test(.enabled(if: SmallDisk.isPossible, "\(SmallDisk.reason)"))
  func aReadOnlyDiskIsReadAndNotWritten() throws {
    try withProgram { convoy in
      try FaultRun.write(to: convoy)
      let disk = try SmallDisk(bytes: 64 << 20)
      let database = ["--db", disk.path + "/convoy.sqlite"]
      try SampleRuns.record(in: disk.path + "/convoy.sqlite")
      let list = try convoy.run(["list"] + database)
      try disk.makeReadOnly()
      try #expect(convoy.run(["list"] + database).output == list.output)
      try #expect(convoy.run(["db", "check"] + database).status == 0)
      try #expect(convoy.run(["export"] + database).status == 0)
      for command in [["run", "killed.yaml", "--quiet"], ["note", "cnn-1", "x"], ["purge"]] {
        let result = try convoy.run(command + database)
        #expect(result.status == 1, "\(command)")
        #expect(result.errors.hasPrefix("convoy: \(disk.path)/convoy.sqlite"), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
      }
    }
  }

  @Test func aStoreThatIsDeletedUnderARunIsSaid() throws {
    try withProgram { convoy in
      try FaultRun.write(to: convoy)
      let inside = convoy.folder + "/runs"
      try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
      let running = try RunningProgram(
        convoy,
        ["run", "killed.yaml", "--epochs", "1000000", "--db", "runs/convoy.sqlite"])
      defer { running.send(SIGKILL) }
      running.wait(for: "epoch       1/")
      try FileManager.default.removeItem(atPath: inside)
      let said = try running.end()
      #expect(running.process.terminationStatus == 1)
      #expect(
        said.hasSuffix(
          "convoy: runs/convoy.sqlite: gone since it was opened, or another file is in its place; "
            + "what is written would be lost\n"), "\(said.suffix(300))")
    }
  }

  @Test func aRunOutlivesTheFolderOfItsData() throws {
    try withProgram { convoy in
      let data = convoy.folder + "/data"
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      for name in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
        try Data(repeating: 0, count: 20 * 3073)
          .write(to: URL(fileURLWithPath: data + "/" + name))
      }
      try FaultRun.write(
        to: convoy,
        """
        name: killed
        dataset: {name: cifar10, validation: 0.2}
        model: [{conv: {depth: 4, kernel: 3, stride: 2}}, flatten, {dense: {units: 10}}]
        training: {epochs: 60, batch: 8}
        """)
      let running = try RunningProgram(convoy, ["run", "killed.yaml", "--data", "data"])
      defer { running.send(SIGKILL) }
      running.wait(for: "epoch  1/60")
      try FileManager.default.removeItem(atPath: data)
      _ = try running.end()
      #expect(running.process.terminationStatus == 0)
      let store = try RunStore(path: convoy.folder + "/convoy.sqlite")
      let run = try store.run(store.resolve("killed-1"))
      #expect(run.status == .finished && run.metrics["test_loss"]?.count == 1)
      let evaluated = try convoy("evaluate", "killed-1", "--data", "data")
      #expect(evaluated.status == 66)
      #expect(evaluated.errors.hasPrefix("convoy: data"), "\(evaluated.errors)")
    }
  }
}
