import Foundation
import RunStore
import Testing

/// Files that a disk or another program spoiled, through the program itself.
struct DamagedStoreTests {
  /// Overwrites the pages onto which a text of nothing but `word` spilled over.
  private func damage(_ path: String, full word: String) throws {
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let pageSize = 16_384
    let letters = Set(word.utf8)
    for page in 1..<bytes.count / pageSize {
      let start = page * pageSize
      // Behind the number of the page that follows.
      guard bytes[start + 4..<start + 64].allSatisfy(letters.contains) else { continue }
      bytes.replaceSubrange(
        start..<start + pageSize, with: repeatElement(0xA5, count: pageSize))
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  @Test func exportsWhatCanBeReadAndNamesTheRest() throws {
    try withProgram { convoy in
      let path = convoy.folder + "/convoy.sqlite"
      try SampleRuns.record(in: path)
      // A note so long that it fills pages of its own.
      try convoy("note", "mlp-1", String(repeating: "spoiled ", count: 12_000))
      let whole = try convoy("export", "cnn-1").output
      try damage(path, full: "spoiled ")
      let check = try convoy("db", "check")
      #expect(check.status == 1)
      #expect(check.output.contains("run mlp-1: rows of run lie on a damaged page\n"))
      let export = try convoy("export", "--format", "jsonl", "-o", "rest.jsonl")
      #expect(export.status == 1)
      #expect(
        export.errors.hasSuffix(
          "convoy: ./convoy.sqlite: 1 run on damaged pages; the others are exported\n"))
      let lines = try String(contentsOfFile: convoy.folder + "/rest.jsonl", encoding: .utf8)
      #expect(lines.contains("\"cnn-1\"") && lines.contains("wild"))
      #expect(!lines.contains("\"mlp-1\""))
      try #expect(convoy("export", "cnn-1").output == whole)
      let merged = try convoy("merge", "convoy.sqlite", "--db", "fresh.sqlite")
      #expect(merged.status == 1)
      #expect(merged.output == "cnn-1\nwild \"run\", 日本\n")
      try #expect(convoy("db", "check", "--db", "fresh.sqlite").status == 0)
    }
  }

  @Test(arguments: [
    "list", "export", "db check", "db check --repair", "merge convoy.sqlite --db x.sqlite",
  ])
  func refusesAFileThatIsNoStore(_ command: String) throws {
    try withProgram { convoy in
      let file = convoy.folder + "/convoy.sqlite"
      let text = String(repeating: "no database\n", count: 2000)
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      let result = try convoy.run(command.split(separator: " ").map(String.init))
      #expect(result.status == 65)
      #expect(
        result.errors.hasSuffix(
          "convoy.sqlite: not a database; accepted: a store that convoy made\n"))
      try #expect(String(contentsOfFile: file, encoding: .utf8) == text)
      #expect(!FileManager.default.fileExists(atPath: file + ".live"))
    }
  }

  @Test(arguments: ["list", "export", "db check", "db check --repair", "db backup copy.sqlite"])
  func refusesADatabaseOfAnotherProgramAndLeavesItAlone(_ command: String) throws {
    try withProgram { convoy in
      let other = sourceFolder + "/../WorkbenchTests/Golden/mlflow.db"
      let file = convoy.folder + "/convoy.sqlite"
      try FileManager.default.copyItem(atPath: other, toPath: file)
      let result = try convoy.run(command.split(separator: " ").map(String.init))
      #expect(result.status == 65)
      #expect(
        result.errors.hasPrefix("convoy: ./convoy.sqlite: a database of another program "))
      #expect(FileManager.default.contentsEqual(atPath: file, andPath: other))
      #expect(!FileManager.default.fileExists(atPath: file + ".live"))
    }
  }

  @Test(arguments: [
    ("import nix", "nix: no such file; accepted: what convoy export writes"),
    ("merge nix", "nix: no such database; accepted: a store that convoy made"),
  ])
  func makesNoStoreForAFileThatIsNotThere(_ command: String, _ message: String) throws {
    try withProgram { convoy in
      let result = try convoy.run(command.split(separator: " ").map(String.init))
      #expect(result.status == 66)
      #expect(result.errors.hasPrefix("convoy: " + message))
      #expect(!FileManager.default.fileExists(atPath: convoy.folder + "/convoy.sqlite"))
    }
  }

  @Test func mendsWhatCanBeDerivedAndSaysSo() throws {
    try withSampleRuns { convoy in
      let sound = try convoy("db", "check", "--repair")
      #expect(sound.status == 0 && sound.output == "")
      #expect(sound.errors == "./convoy.sqlite: no problems\n")
      #expect(
        !FileManager.default.fileExists(atPath: convoy.folder + "/convoy.sqlite.before-repair"))
    }
  }
}
