import ConvEngine
import Foundation
import RunStore
import TestSupport
import Testing

@testable import Workbench

@Suite struct EnvironmentTests {
  @Test func describesThisMachine() {
    let environment = RunEnvironment(
      execution: ExecutionOptions(threads: 3, instructionSet: .portable), git: nil)
    #expect(environment.threads == 3)
    #expect(environment.isa == "portable")
    #expect(!environment.host.isEmpty)
    #expect(!environment.os.isEmpty)
    #expect(!environment.cpu.isEmpty)
    #expect(environment.swift.first?.isNumber == true)
    #expect(environment.convoy == convoyVersion)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git")))
  func tellsTheCommitAndWhetherFilesDiffer() throws {
    let folder = try TemporaryFolder()
    func probe() -> RunEnvironment.Git? {
      GitProbe(folder: folder.path).finish(within: .seconds(20))
    }
    #expect(probe() == nil)
    try git(folder, "init", "--quiet")
    #expect(probe() == nil)
    try folder.write("one", to: "file")
    try git(folder, "add", "file")
    try git(folder, "commit", "--quiet", "--message", "One")
    let clean = try #require(probe())
    #expect(clean.commit.count == 40)
    #expect(!clean.dirty)
    try folder.write("new", to: "unknown to git")
    #expect(probe() == clean)
    try folder.write("two", to: "file")
    #expect(probe() == RunEnvironment.Git(commit: clean.commit, dirty: true))
    #expect(GitProbe(folder: folder.path + "/missing").finish(within: .seconds(20)) == nil)
  }

  @Test func doesNotWaitForASlowGit() {
    #expect(GitProbe(folder: "/").finish(within: .zero) == nil)
  }

  private func git(_ folder: TemporaryFolder, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
    process.arguments =
      [
        "-C", folder.path, "-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c",
        "commit.gpgsign=false",
      ] + arguments
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
