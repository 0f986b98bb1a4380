import Files
import Testing

struct ChildProcessTests {
  @Test func givesTheStatusAndTheLastLineOfErrors() throws {
    let failed = try ChildProcess.run("sh", ["-c", "echo no; echo one >&2; echo two >&2; exit 3"])
    #expect(failed.status == 3)
    #expect(failed.lastLine == "two")
    let killed = try ChildProcess.run("sh", ["-c", "kill -9 $$"])
    #expect(killed.status == 128 + 9)
    #expect(killed.lastLine == "")
  }

  @Test func keepsTheLastLineOfALongOutput() throws {
    let outcome = try ChildProcess.run("sh", ["-c", "seq 1 100000 >&2"])
    #expect(outcome.status == 0)
    #expect(outcome.lastLine == "100000")
  }

  @Test func readsTheOutputToItsEnd() throws {
    let child = try ChildProcess("sh", ["-c", "echo words; echo no >&2"], reading: .output)
    var output: [UInt8] = []
    while case .bytes(let bytes) = child.read(within: .seconds(20)) { output += bytes }
    #expect(output == Array("words\n".utf8))
    #expect(child.wait() == 0)
  }

  @Test func givesUpAfterAWhile() throws {
    let child = try ChildProcess("sleep", ["600"], reading: .output, detached: true)
    guard case .nothingYet = child.read(within: .milliseconds(1)) else {
      Issue.record("something came")
      return
    }
  }

  @Test func saysThatThereIsNoSuchProgram() {
    let failure = #expect(throws: FileFailure.self) { try ChildProcess.run("/no/such", []) }
    #expect(failure?.isMissing == true)
  }
}
