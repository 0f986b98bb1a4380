import Testing

struct BestTests {
  static let recorded: [(name: String, arguments: [String])] = [
    ("best-last", ["best", "val_accuracy", "--last"]),
    ("best-epoch", ["best", "val_accuracy@2"]),
    ("best-reach", ["best", "val_accuracy", "--reach", "0.45"]),
    ("best-pareto", ["best", "--pareto", "val_accuracy,train_seconds,parameters"]),
    ("best-pareto-json", ["best", "--pareto", "val_loss,params.depth:max", "--json"]),
  ]

  @Test(arguments: recorded.map(\.name))
  func printsWhatIsRecorded(name: String) throws {
    let arguments = try #require(Self.recorded.first { $0.name == name }).arguments
    try withSampleRuns { convoy in
      let result = try convoy.run(arguments)
      #expect(result.status == 0, "\(result)")
      let text = (result.output + result.errors).replacing(
        #/([0-9a-f]{8}-[0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/#,
        with: { "\($0.1)-RANDOM" })
      try expectRecorded(text, "Printed/\(name).txt")
    }
  }

  @Test func tellsOfTiesThatAreCutOff() throws {
    try withSampleRuns { convoy in
      let equal = ["best", "learning_rate", "-n", "1"]
      try #expect(convoy.run(equal).errors == "There are more runs of that rank; see -n.\n")
      try #expect(convoy("best", "val_accuracy", "-n", "1").errors == "")
    }
  }

  @Test(arguments: [
    (["--reach", "0.99"], "val_accuracy", "No runs whose val_accuracy reached 0.99.\n"),
    ([], "val_accuracy@99", "No runs with val_accuracy in epoch 99.\n"),
    (["--where", "name = 'nix'"], "val_accuracy", "No runs.\n"),
  ])
  func saysWhatNoRunHas(options: [String], metric: String, note: String) throws {
    try withSampleRuns { convoy in
      try #expect(convoy.run(["best", metric] + options).errors == note)
    }
  }

  @Test(arguments: [
    (["best"], "best: a metric, or --pareto with its keys, is accepted"),
    (
      ["best", "val_loss", "--pareto", "val_loss"],
      "best: a metric, or --pareto with its keys, is accepted"
    ),
    (
      ["best", "--pareto", "val_loss", "--last"],
      "best: --pareto with --last, --reach, --min or --max; KEY:min and KEY:max are accepted"
    ),
    (["best", "val_loss@3", "--last"], "best: one of --last, --reach and METRIC@N is accepted"),
    (["best", "val_loss", "--reach", "nan"], "--reach: nan; a number is accepted"),
    (
      ["best", "--pareto", "name"],
      "--pareto: column 1: found name; accepted: a metric, a parameter, a tag or a fact that is a number"
    ),
    (["best", "--pareto", "val_loss,name"], "--pareto: column 10: found name; accepted: "),
  ])
  func refusesWhatCannotBeRanked(arguments: [String], message: String) throws {
    try withSampleRuns { convoy in
      let result = try convoy.run(arguments)
      #expect(result.status == 64)
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(result.errors.filter { $0 == "\n" }.count == 1)
    }
  }
}
