import ConvEngine
import Testing
import Training

@testable import convoy

/// Exit statuses and error lines, from the built program.
struct FailureTests {
  static let usageErrors = [
    (["lst"], "no command \"lst\"; did you mean \"list\"? accepted: "),
    (
      ["run"],
      "run: missing expected argument '<file>'; \"convoy run --help\" says what is accepted"
    ),
    (["run", "x.yaml", "depth"], "settings: \"depth\" sets nothing; NAME=VALUE is accepted"),
    (["run", "x.yaml", "--epochs", "0"], "--epochs: 0; 1 or more is accepted"),
    (
      ["run", "x.yaml", "--isa", "sse"],
      "run: the value 'sse' is invalid for '--isa <level>'; accepted: 'portable', 'avx2' or 'avx512'"
    ),
    (
      ["run", "x.yaml", "--kernels", "fast"],
      "run: the value 'fast' is invalid for '--kernels <choice>'; accepted: 'automatic' and 'direct'"
    ),
    (["run", "x.yaml", "--threads", "0"], "--threads: 0; 1 to 1024 are accepted"),
    (["bench", "--threads", "1025"], "--threads: 1025; 1 to 1024 are accepted"),
    (["tag", "x", "good"], "tag: \"good\" is no change; +TAG or -TAG (after --) is accepted"),
    (
      ["tag", "x", "+good", "--jsn"],
      "tag: \"--jsn\" is no change; +TAG or -TAG (after --) is accepted"
    ),
    (["list", "--limit", "-1"], "--limit: -1; 1 or more is accepted"),
    (
      ["list", "--columns", ""], "--columns: an empty name; names separated by commas are accepted"
    ),
    (
      ["weights", "show", "x", "--artifact", "y.npz", "--checkpoint", "best"],
      "--artifact with --checkpoint; one of them is accepted"
    ),
    (["list", "--columns", "name,,id"], "--columns: an empty name; names separated"),
    (["data", "list", "--data", ""], "--data: an empty name; a folder is accepted"),
    (["data", "check", ""], "data check: an empty name; a folder is accepted"),
    (
      ["--db", "x", "list"],
      "--db: stands before the command; accepted: after it, as in convoy list --db …"
    ),
    (
      ["--generate-completion-script", "csh"],
      "--generate-completion-script: no shell \"csh\"; accepted: bash, zsh, fish"
    ),
    (
      ["tag", "x", String(repeating: "y", count: 100)],
      "tag: \"\(String(repeating: "y", count: 59))…\" is no change; "
    ),
    (
      ["list", "--" + String(repeating: "y", count: 200)],
      "list: unknown option '--\(String(repeating: "y", count: 56))…'; "
    ),
    (["bench", "--batch", "0"], "--batch: 0; 1 to 4096 images are accepted"),
    (["bench", "depth=2"], "settings: \"depth=2\" of no experiment; --layers FILE is accepted"),
    (
      ["bench", "--layers", "x.yaml", "--part", "kernels"],
      "--layers: with --part, or with two of --batch; one --batch is accepted"
    ),
    (["list", "--limit", "0"], "--limit: 0; 1 or more is accepted"),
  ]

  @Test(arguments: usageErrors)
  func endsWith64OnUsageErrors(arguments: [String], message: String) throws {
    try withProgram { convoy in
      let result = try convoy.run(arguments)
      #expect(result.status == 64)
      #expect(result.errors.hasPrefix("convoy: " + message), "\(result.errors)")
      #expect(result.errors.filter { $0 == "\n" }.count == 1)
      #expect(result.output == "")
    }
  }

  @Test(arguments: [
    ["list"], ["best", "val_accuracy"], ["tag", "x", "+y"], ["note", "x", "y"], ["delete", "x"],
    ["purge"],
  ])
  func endsWith66WithoutADatabase(arguments: [String]) throws {
    try withProgram { convoy in
      let result = try convoy.run(arguments)
      #expect(result.status == 66)
      #expect(
        result.errors
          == "convoy: ./convoy.sqlite: no such database; \"convoy run FILE\" makes it, --db or $CONVOY_DB names another\n"
      )
      let other = try convoy.run(arguments, variables: ["CONVOY_DB": "other.sqlite"])
      #expect(other.errors.hasPrefix("convoy: other.sqlite: no such database; "))
    }
  }

  @Test func saysThatTheMachineIsTooSmallNotThatAFileIsWrong() {
    let memory = NetworkError.memory(needed: 2, available: 1)
    #expect(ExitStatus(for: memory) == .failed)
    #expect(ExitStatus(for: ExperimentError.network(memory)) == .failed)
    let model = NetworkError.model(found: "x", accepted: "y")
    #expect(ExitStatus(for: model) == .fileIsWrong)
    #expect(ExitStatus(for: ExperimentError.network(model)) == .fileIsWrong)
  }

  @Test func printsHelpAndVersionOnTheStandardOutput() throws {
    try withProgram { convoy in
      for arguments in [["--help"], ["list", "--help"], ["--version"], []] {
        let result = try convoy.run(arguments)
        #expect(result.status == 0)
        #expect(result.errors == "")
        #expect(result.output != "")
      }
    }
  }

  @Test func saysWhenTheStandardOutputIsFull() throws {
    try withSampleRuns { convoy in
      for arguments in [["list"], ["export"], ["show", "@last", "--json"]] {
        let result = try convoy.run(arguments, output: "/dev/full")
        #expect(result.status == 1)
        #expect(
          result.errors
            == "convoy: standard output: cannot be written: No space left on device; a writable file is accepted\n"
        )
      }
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func writesCompletionScripts(shell: String) throws {
    try withProgram { convoy in
      let result = try convoy("--generate-completion-script", shell)
      #expect(result.status == 0)
      #expect(result.output.contains("val") || result.output.contains("best"))
    }
  }
}
