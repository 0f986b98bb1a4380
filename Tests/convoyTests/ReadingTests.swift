import Foundation
import RunStore
import Testing

@testable import convoy

/// What the reading commands print of a small database; `Printed` holds their whole output.
struct ReadingTests {
  static let columns = "name,id,status,epochs,val_accuracy,duration,depth,tags"

  static let recorded: [(name: String, arguments: [String])] = [
    ("list", ["list", "--columns", columns]),
    (
      "list-metrics",
      [
        "list", "--columns",
        "name,metrics.val_loss,val_loss,metrics.val_loss.first,metrics.val_loss.count,seed,startedAt,commit",
        "--sort",
        "metrics.val_accuracy.best", "--asc",
      ]
    ),
    ("best", ["best", "val_accuracy"]),
    ("best-min", ["best", "val_accuracy", "--min", "-n", "1"]),
    ("export", ["export", "--where", "metrics.val_accuracy > 0.6"]),
    ("export-all", ["export"]),
    ("export-wide", ["export", "--wide"]),
    ("export-jsonl", ["export", "mlp-1", "--format", "jsonl"]),
    ("export-wide-jsonl", ["export", "wild \"run\", 日本", "--format", "jsonl", "--wide"]),
    ("weights", ["weights", "list", "cnn-1"]),
    (
      "query",
      [
        "query",
        "SELECT name, status, duration_seconds, epochs, note, NULL AS absent FROM runs ORDER BY name",
      ]
    ),
    (
      "query-csv",
      [
        "query", "SELECT run_name, name, value, NULL FROM params UNION SELECT 1, '=2', 0.1, x'00'",
        "--csv",
      ]
    ),
    ("weights-show", ["weights", "show", "cnn-1"]),
    ("tags", ["tag", "@best:val_accuracy"]),
  ]

  @Test(arguments: recorded.map(\.name))
  func printsAsRecorded(name: String) throws {
    let arguments = try #require(Self.recorded.first { $0.name == name }).arguments
    try withSampleRuns { convoy in
      let result = try convoy.run(arguments)
      #expect(result.status == 0, "\(result.errors)")
      // What a run's record holds is printed by `show --json`.
      let text = result.output.replacing(#/"run":{.*?},"run_id"/#, with: "\"run\":{…},\"run_id\"")
      try expectRecorded(withoutRandomDigits(text), "Printed/\(name).txt")
    }
  }

  @Test func showsARunAsRecorded() throws {
    try withSampleRuns { convoy in
      let result = try convoy("show", "cnn-1")
      // How long ago the sample was depends on the day.
      let text = result.output.replacing(#/\([^()]* ago\)|\(now\)/#, with: "(long ago)")
      try expectRecorded(withoutRandomDigits(text), "Printed/show.txt")
    }
  }

  @Test func printsJSONWithTheKeysOfTheContract() throws {
    try withSampleRuns { convoy in
      let shown = try convoy("show", "cnn-1", "--json").output
      let run = try #require(
        try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any])
      for key in [
        "id", "name", "experiment", "status", "tags", "note", "startedAt", "endedAt",
        "durationSeconds", "seed", "params", "metrics", "environment", "dataset", "model",
        "checkpoints",
      ] { #expect(run[key] != nil, "\(key) is missing") }
      #expect(run["startedAt"] as? String == "2027-01-15T08:00:00.125Z")
      let listed = try convoy("list", "--json").output
      let runs = try JSONDecoder().decode([RunRecord].self, from: Data(listed.utf8))
      #expect(runs.map(\.name) == ["wild \"run\", 日本", "mlp-1", "cnn-1"])
      let best = try convoy("best", "val_loss", "--json").output
      let ranked = try #require(
        try JSONSerialization.jsonObject(with: Data(best.utf8)) as? [[String: Any]])
      #expect(ranked.map { $0["name"] as? String } == ["cnn-1", "mlp-1"])
      #expect(ranked.first?["epoch"] as? Int == 2)
    }
  }

  @Test func saysWhenThereAreMoreRuns() throws {
    try withSampleRuns { convoy in
      let some = try convoy("list", "--limit", "2", "--columns", "name")
      #expect(some.output == "name\nwild \"run\", 日本\nmlp-1\n")
      #expect(some.errors == "There are more runs than these; see --limit.\n")
      try #expect(convoy("list", "--limit", "3").errors == "")
    }
  }

  @Test func tellsOfMetricsNoRunRecords() throws {
    try withSampleRuns { convoy in
      let list = try convoy(
        "list", "--where", "metrics.val_acuracy.best > 0.1 and metrics.val_loss > 0", "--sort",
        "metrics.xyz", "--columns", "name,params.dept,metrics.xyz.max")
      #expect(
        list.errors == """
          note: metrics.val_acuracy: no run records it; did you mean val_accuracy?
          note: metrics.xyz: no run records it
          note: params.dept: no run has it; did you mean depth?
          No runs.

          """)
      #expect(list.status == 0)
    }
  }

  @Test func comparesTheRunsThatFit() throws {
    try withSampleRuns { convoy in
      let named = try convoy("compare", "mlp-1", "cnn-1").output
      let fitting = ["compare", "--where", "status = 'finished'"]
      try #expect(convoy.run(fitting).output == named)
      try #expect(convoy.run(fitting + ["mlp-1", "@last", "cnn-1"]).output == named)
      try #expect(convoy("compare", "--where", "name = 'cnn-1'").status == 64)
      try #expect(convoy("compare", "cnn-1").status == 64)
    }
  }

  @Test func saysWhenNoRunFits() throws {
    try withSampleRuns { convoy in
      for command in [["list"], ["best", "val_loss"]] {
        let result = try convoy.run(command + ["--where", "name = 'nix'"])
        #expect(result.errors == "No runs.\n")
        #expect(result.output == "")
      }
    }
  }

  @Test func exportsOfTheRunsNamedThoseThatFit() throws {
    try withSampleRuns { convoy in
      let both = try convoy("export", "cnn-1", "mlp-1", "--where", "params.depth = 32").output
      try #expect(both == convoy("export", "cnn-1").output)
    }
  }

  @Test func takesSpacesBetweenColumns() throws {
    try withSampleRuns { convoy in
      let list = try convoy("list", "--columns", " name, status").output
      #expect(list.hasPrefix("name"))
      try #expect(list == convoy("list", "--columns", "name,status").output)
    }
  }

  @Test func showsAsMuchOfAnIdentifierAsNamesTheRun() throws {
    let first = try #require(RunIdentifier("0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e6f"))
    let second = try #require(RunIdentifier("0190f3a2-5b1c-7d3f-8f40-1a2b3c4d5e6f"))
    let third = try #require(RunIdentifier("0190f3a2-5b1d-7d3f-8f40-1a2b3c4d5e6f"))
    let all = [first, second, third]
    let ids = ShortIdentifiers(all, lengths: [first: 18, second: 18, third: 13])
    #expect(all.map { ids[$0] } == ["0190f3a2-5b1c-7d3e", "0190f3a2-5b1c-7d3f", "0190f3a2-5b1d"])
  }

  @Test func completesNames() throws {
    try withSampleRuns { convoy in
      let runs = try convoy("---completion", "show", "--", "positional@0", "0", "0").output
      #expect(runs.contains("cnn-1\n"), "\(runs)")
    }
  }

  @Test func printsTheSameDocumentTwice() throws {
    try withSampleRuns { convoy in
      try #expect(convoy("list", "--json").output == convoy("list", "--json").output)
    }
  }

  @Test func writesAnExportOnlyWhenItIsComplete() throws {
    try withSampleRuns { convoy in
      try #expect(convoy("export", "-o", "all.csv").output == "")
      let written = try String(contentsOfFile: convoy.folder + "/all.csv", encoding: .utf8)
      try #expect(written == convoy("export").output)
      let failed = try convoy("export", "-o", "nowhere/all.csv")
      #expect(failed.status == 1)
      #expect(
        failed.errors
          == "convoy: nowhere/all.csv: cannot be written: No such file or directory; a writable file is accepted\n"
      )
      let files = try FileManager.default.contentsOfDirectory(atPath: convoy.folder)
      #expect(!files.contains { $0.hasSuffix(".partial") })
    }
  }

  static let mistakes: [(arguments: [String], status: Int32, line: String)] = [
    (
      ["show", "nix"], 66,
      "run \"nix\": no such run; accepted: a name, the beginning of an id, @last or @best:METRIC"
    ),
    (
      ["best", "val_acc"], 66,
      "metric \"val_acc\": no run records it; accepted: epoch_seconds, learning_rate, test_accuracy, train_loss, val_accuracy, val_loss"
    ),
    (
      ["list", "--columns", "name,deph"], 64,
      "--columns: no column \"deph\"; did you mean \"depth\"? accepted: name, id, "
    ),
    (["list", "--where", "depth ="], 64, "--where: column "),
    (["list", "--sort", "metrics."], 64, "--sort: column "),
    (
      ["weights", "list", "cnn-1", "--checkpoint", "2.5"], 64,
      "weights list: the value '2.5' is invalid for '--checkpoint <which>'"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func saysWhatIsAccepted(index: Int) throws {
    let mistake = Self.mistakes[index]
    try withSampleRuns { convoy in
      let result = try convoy.run(mistake.arguments)
      #expect(result.status == mistake.status)
      #expect(result.errors.hasPrefix("convoy: " + mistake.line), "\(result.errors)")
      #expect(result.errors.filter { $0 == "\n" }.count == 1)
    }
  }

  /// Identifiers begin with the run's start and end at random.
  private func withoutRandomDigits(_ text: String) -> String {
    text.replacing(
      #/([0-9a-f]{8}-[0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/#,
      with: { "\($0.1)-RANDOM" })
  }
}
