import Foundation
import RunStore
import Testing

@testable import convoy

/// Files whose names a shell, SQL, a URI or a terminal would take for something else.
struct OddNameTests {
  @Test(arguments: [
    "it's a \"name\"\nof two lines", "日本 é\u{301}", "%41?mode=memory#x",
    "-dash;a&b$(x)`y`*\t\u{1B}[31m", ":memory:", "file:x",
  ])
  func isANameLikeAnyOther(_ name: String) throws {
    try withProgram { outer in
      let folder = outer.folder + "/" + name
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let convoy = Program(folder: folder)
      try FaultRun.experiment.replacing("epochs: 5", with: "epochs: 1").write(
        toFile: folder + "/" + name + ".yaml", atomically: true, encoding: .utf8)
      func check(_ arguments: String...) throws -> Program.Result {
        let result = try convoy.run(arguments)
        #expect(result.status == 0, "\(arguments): \(result.errors)")
        return result
      }
      let database = "--db=" + name
      let id = try check("run", "--quiet", database, "--", name + ".yaml").output
      // Written on the way from the folder's name, too.
      let full = "--db=" + folder + "/" + name
      try #expect(check("list", full, "--columns", "name").output == "name\nkilled-1\n")
      _ = try check("export", full, "--output=" + name + ".csv")
      _ = try check("db", "backup", database, "--", name + " copy")
      _ = try check("db", "check", "--db=" + name + " copy")
      _ = try check("merge", "--db=" + name + " 2", "--", name)
      _ = try check(
        "weights", "export", "killed-1", database, "--format", "npz", "--output=" + name + ".npz")
      try #expect(check("list", "--db=" + name + " 2", "--json").output.contains(id.prefix(36)))
      let missing = try convoy.run(["list", "--db=" + name + " none"])
      #expect(missing.status == 66)
      #expect(
        missing.errors.split(separator: "\n").count == 1 && !missing.errors.contains("\u{1B}"))
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(
        Set(names.filter { !$0.hasSuffix(".live") })
          == Set(["", ".yaml", ".csv", " copy", " 2", ".npz"].map { name + $0 }))
      try #expect(FileManager.default.contentsOfDirectory(atPath: outer.folder) == [name])
    }
  }
}
