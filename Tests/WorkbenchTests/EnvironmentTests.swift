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
    #expect(environment.swift.wholeMatch(of: #/\d+\.\d+(\.\d+)?/#) != nil, "\(environment.swift)")
    #expect(environment.convoy == convoyVersion)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git")))
  func tellsTheCommitAndWhetherFilesDiffer() throws {
    let folder = try TemporaryFolder()
    func probe() -> GitProbe.Answer {
      GitProbe(folder: folder.path).answer(within: .seconds(20))
    }
    #expect(probe() == .nothing)
    try git(folder, "init", "--quiet")
    #expect(probe() == .nothing)
    try folder.write("one", to: "file")
    try git(folder, "add", "file")
    try git(folder, "commit", "--quiet", "--message", "One")
    guard case .state(let clean) = probe() else {
      Issue.record("no state")
      return
    }
    #expect(clean.commit.count == 40)
    #expect(!clean.dirty)
    try folder.write("new", to: "unknown to git")
    #expect(probe() == .state(clean))
    try folder.write("two", to: "file")
    #expect(probe() == .state(.init(commit: clean.commit, dirty: true)))
    let (state, changes) = GitProbe(folder: folder.path).finish(within: .seconds(20)) { _ in }
    #expect(state?.dirty == true)
    #expect(
      changes?.text.hasSuffix(
        "\n-one\n\\ No newline at end of file\n+two\n\\ No newline at end of file\n") == true)
    #expect(changes?.isCut == false)
    try folder.write(String(repeating: "\u{1F409}\n", count: CodeDiff.mostBytes / 4), to: "file")
    let (much, isWhole) = GitProbe(folder: folder.path).changes(within: .seconds(20))
    #expect(isWhole && much?.isCut == true)
    #expect((much?.text.utf8.count ?? 0) >= CodeDiff.mostBytes)
    #expect((much?.bytes ?? 0) > CodeDiff.mostBytes / 4 * 5)
    #expect(GitProbe(folder: folder.path + "/missing").answer(within: .seconds(20)) == .nothing)
  }

  @Test func saysWhenGitIsTooSlow() throws {
    let folder = try TemporaryFolder()
    let slow = try folder.write("#!/bin/sh\nexec sleep 600\n", to: "slow-git")
    chmod(slow, 0o755)
    var notes: [String] = []
    let (git, changes) = GitProbe(folder: "/", program: slow).finish(within: .zero) {
      if case .note(let text) = $0 { notes.append(text) }
    }
    #expect(git == nil && changes == nil)
    #expect(
      notes == ["git has not answered within 0.0 seconds; no commit is recorded with the run"])
    #expect(GitProbe(folder: "/", program: "/no/git").answer(within: .zero) == .nothing)
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
