import ConvEngine
import Foundation
import RunStore
import Testing
import Training

@testable import Workbench

@Suite struct RunComparisonTests {
  /// A finished run whose metrics are made up.
  private func record(
    _ laboratory: Laboratory, _ overrides: [String] = [], fingerprint: String = "ab",
    losses: [Double]
  ) throws -> RunRecord {
    let options = laboratory.options()
    let experiment = try ExperimentSpec(
      text: Laboratory.text, path: "small.yaml", overrides: overrides)
    let live = try laboratory.store.createRun(
      NewRun(
        experiment, plan: try experiment.plan(), options: options,
        environment: RunEnvironment(execution: options.execution, git: nil),
        dataset: DatasetInfo(
          name: "shapes", fingerprint: fingerprint, train: 9, validation: 1, test: 2)))
    for (index, loss) in losses.enumerated() {
      try laboratory.store.recordEpoch(
        live, epoch: index + 1, metrics: [("val_loss", loss), ("zeal", -loss)], checkpoint: nil,
        at: options.now())
    }
    try laboratory.store.finish(live, status: .finished, at: options.now())
    return try laboratory.store.run(live.id)
  }

  @Test func showsOnlyWhatDiffers() throws {
    let laboratory = try Laboratory()
    let comparison = try RunComparison(of: [
      record(laboratory, losses: [2, 1]), record(laboratory, ["depth=3"], losses: [3]),
    ])
    #expect(comparison.runs.map(\.name) == ["small-1", "small-2"])
    #expect(comparison.parameters.map(\.name) == ["depth", "model.0.conv.depth"])
    #expect(
      comparison.parameters[0].values == [.number(4, text: "4"), .number(3, text: "3")])
    #expect(comparison.facts.map(\.name) == ["model.parameters", "model.mflop"])
    #expect(comparison.warnings.isEmpty)
  }

  @Test func tellsAnAutomaticRunFromADirectOne() throws {
    let laboratory = try Laboratory()
    let comparison = try RunComparison(of: [
      record(laboratory, [Laboratory.tiledModel], losses: [2]),
      record(laboratory, [Laboratory.tiledModel, "training.kernels=direct"], losses: [2]),
    ])
    let rows = comparison.parameters
    #expect(rows.map(\.name) == ["model.1.conv.method", "training.kernels"])
    #expect(rows[0].values.first == .text("winograd 4×4"))
    #expect(rows[0].values.last??.description.hasPrefix("direct ") == true)
    #expect(rows[1].values == [.text("automatic"), .text("direct")])
  }

  @Test func comparesNumbersNotTheirSpelling() throws {
    let laboratory = try Laboratory()
    func names(_ first: String, _ second: String) throws -> [String] {
      try RunComparison(of: [
        record(laboratory, [first], losses: [1]), record(laboratory, [second], losses: [1]),
      ]).parameters.map(\.name)
    }
    #expect(try names("rate=1e-3", "rate=0.001").isEmpty)
    #expect(try names("depth=8", "depth=8").isEmpty)
    #expect(
      try names("training.seed=9007199254740993", "training.seed=9007199254740992")
        == ["training.seed"])
  }

  @Test func showsEverythingOnRequest() throws {
    let laboratory = try Laboratory()
    let records = [
      try record(laboratory, losses: [2]),
      try record(laboratory, ["model.0.conv.depth=8", "training.optimizer=sgd"], losses: [3]),
    ]
    let names = try RunComparison(of: records, all: true).parameters.map(\.name)
    #expect(Array(names.prefix(2)) == ["depth", "rate"])
    #expect(Set(names) == Set(records.flatMap { $0.params.keys }))
    // A run without the parameter differs from one with it.
    let differing = try RunComparison(of: records).parameters
    let beta = try #require(differing.first { $0.name == "training.beta1" })
    #expect(beta.values == [.number(0.9, text: "0.9"), nil])
  }

  @Test func putsMetricsSideBySide() throws {
    let laboratory = try Laboratory()
    let comparison = try RunComparison(of: [
      record(laboratory, losses: [2, 1, 1.5]), record(laboratory, losses: [3, 0.5]),
      record(laboratory, losses: []),
    ])
    let loss = comparison.metrics[0]
    #expect(loss.name == "val_loss")
    #expect(loss.direction == .min)
    #expect(loss.values.map { $0?.last } == [1.5, 0.5, nil])
    #expect(loss.values.map { $0?.best } == [1, 0.5, nil])
    #expect(loss.values.map { $0?.bestEpoch } == [2, 2, nil])
    #expect(loss.winner == 1)
    #expect(comparison.metrics[1].name == "zeal")
  }

  @Test func saysWhenTheDataDiffer() throws {
    let laboratory = try Laboratory()
    let comparison = try RunComparison(of: [
      record(laboratory, losses: [2]), record(laboratory, fingerprint: "cd", losses: [2]),
    ])
    #expect(
      comparison.warnings == [
        "the runs were trained on different data (dataset.fingerprint): their metrics do not compare"
      ])
    #expect(comparison.metrics[0].winner == nil)
  }

  @Test func setsNetworksSideBySideLayerByLayer() throws {
    let laboratory = try Laboratory()
    let runs = [
      try record(laboratory, losses: [1]), try record(laboratory, ["depth=8"], losses: [1]),
      try record(laboratory, ["model=[flatten, dense: 10]"], losses: [1]),
    ]
    let comparison = try RunComparison(of: runs.map(\.id), in: laboratory.store)
    #expect(
      comparison.layers.map(\.name)
        == ["conv_1", "max_pool_1", "dropout_1", "flatten_1", "dense_1"])
    let convolution = comparison.layers[0].values
    #expect(convolution[0]?.hasPrefix("15×15×4, 112 parameters, direct ") == true)
    #expect(convolution[1]?.hasPrefix("15×15×8, 224 parameters, direct ") == true)
    #expect(convolution[2] == nil)
    let twins = [runs[0].id, try record(laboratory, losses: [2]).id]
    #expect(try RunComparison(of: twins, in: laboratory.store).layers.isEmpty)
    #expect(try RunComparison(of: twins, in: laboratory.store, all: true).layers.count == 5)
  }

  @Test func saysHowToSeeWhatDiffersInTheCode() throws {
    let laboratory = try Laboratory()
    func run(_ commit: String, diff: String?) throws -> RunIdentifier {
      let options = laboratory.options()
      let experiment = try Laboratory.experiment()
      var new = NewRun(
        experiment, plan: try experiment.plan(), options: options,
        environment: RunEnvironment(
          execution: options.execution, git: .init(commit: commit, dirty: diff != nil)),
        dataset: DatasetInfo(
          name: "shapes", fingerprint: "ab", train: 9, validation: 1, test: 2))
      new.codeDiff = diff.map { CodeDiff(text: $0, bytes: $0.utf8.count) }
      let live = try laboratory.store.createRun(new)
      try laboratory.store.finish(live, status: .finished, at: options.now())
      return live.id
    }
    let runs = [
      try run("aaaaaaaaaaaaaaaa", diff: nil), try run("aaaaaaaaaaaaaaaa", diff: "- a\n+ b\n"),
      try run("bbbbbbbbbbbbbbbb", diff: "- a\n+ b\n"),
    ]
    func warnings(_ positions: Int...) throws -> [String] {
      try RunComparison(of: positions.map { runs[$0] }, in: laboratory.store).warnings
    }
    let commits = "the runs were made with different commits: git diff aaaaaaaaaaaa bbbbbbbbbbbb"
    let changes =
      "uncommitted changes to the code differ: convoy show RUN --diff prints those of small-2"
    #expect(try warnings(0, 1) == [changes])
    #expect(try warnings(1, 2) == [commits])
    #expect(try warnings(0, 1, 2) == [commits, changes + ", small-3"])
    #expect(try warnings(0, 0).isEmpty)
  }

  @Test func refusesASingleRun() throws {
    let laboratory = try Laboratory()
    let record = try record(laboratory, losses: [1])
    let error = #expect(throws: WorkbenchError.self) { try RunComparison(of: [record]) }
    #expect(error?.description == "compare: 1 run; accepted: two or more")
  }

  @Test func writesAComparisonThatReadsBack() throws {
    let laboratory = try Laboratory()
    let comparison = try RunComparison(
      of: [record(laboratory, losses: [2, .nan]), record(laboratory, losses: [3])], all: true)
    let again = try JSONDecoder().decode(
      RunComparison.self, from: JSONEncoder().encode(comparison))
    #expect(again.runs == comparison.runs)
    #expect(again.parameters.map(\.name) == comparison.parameters.map(\.name))
  }

  @Test func ordersNumbersAsNumbers() {
    let names = ["model.10.dense.units", "model.2.conv.depth", "rate", "model.2", "b.x", "depth"]
    #expect(
      names.sorted(by: NaturalOrder.parameterPrecedes) == [
        "depth", "rate", "b.x", "model.2", "model.2.conv.depth", "model.10.dense.units",
      ])
  }
}
