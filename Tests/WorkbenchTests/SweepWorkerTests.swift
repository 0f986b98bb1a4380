import Datasets
import Foundation
import RunStore
import Testing
import Training

@testable import Workbench

/// Trials trained for real, on a few drawn shapes.
struct SweepWorkerTests {
  private let laboratory: Laboratory

  init() throws { laboratory = try Laboratory() }

  private func session(_ lines: String) throws -> SweepSession {
    let spec = try SweepSpec(
      text: "name: search\nexperiment: small.yaml\nmetric: val_loss\n" + lines, path: "s.yaml",
      experimentText: Laboratory.text)
    return try SweepSession(
      beginning: spec, in: laboratory.store, data: laboratory.options().data, at: Date())
  }

  private func work(
    on session: SweepSession, isRerunning: Bool = false,
    shouldStop: @escaping () -> Bool = { false }
  ) throws {
    try SweepWorker(
      of: session.sweep.id, in: laboratory.store, options: laboratory.options(),
      isRerunning: isRerunning
    ).run(shouldStop: shouldStop, wait: { Issue.record("one worker never waits") })
  }

  @Test func trainsEveryTrialAndRanksThem() throws {
    let session = try session("space: {depth: [2, 4]}\nset: {training.epochs: 2}\ntags: [mine]\n")
    try work(on: session)
    let report = try session.report()
    #expect(report.sweep.endedAt != nil && report.hyperparameters == ["depth"])
    #expect(report.trials.allSatisfy { $0.state == .finished && $0.epochs == 2 })
    for trial in report.trials {
      let run = try laboratory.store.run(try #require(trial.run))
      #expect(run.tags == ["mine", "small", "sweep=search"])
      #expect(run.parent == RunParent(session.sweep.id, .trial, name: "search"))
      #expect(run.metrics["val_loss"]?.best == trial.value)
      #expect(run.params["depth"]?.description == trial.configuration["depth"])
    }
    let values = report.trials.compactMap(\.value)
    #expect(values == values.sorted() && report.best?.value == values[0])
  }

  @Test func aPromotedTrialEndsAsIfItHadBeenTrainedAtOnce() throws {
    let session = try session(
      "space: {depth: [2, 4]}\nscheduler: {asha: {min_epochs: 1, reduction_factor: 2}}\n")
    try work(on: session)
    let best = try #require(try session.report().best)
    #expect(best.state == .finished && best.reports.map(\.epoch) == [1, 2, 3])
    let run = try laboratory.store.run(try #require(best.run))
    let whole = try laboratory.run("depth=\(best.configuration["depth"] ?? "")")
    #expect(run.metrics["val_loss"] == whole.metrics["val_loss"])
    #expect(run.metrics["test_loss"] == whole.metrics["test_loss"])
    let weights = try [run, whole].map { try laboratory.store.checkpoint($0.id, .last).tensors }
    #expect(weights[0] == weights[1])
    let pruned = try #require(try session.report().trials.last)
    #expect(pruned.state == .pruned && pruned.epochs == 1)
  }

  @Test func usesARunThatIsThereUnlessToldNotTo() throws {
    let there = try laboratory.run("depth=2")
    let lines = "space: {depth: [2, 4]}\nscheduler: {asha: {min_epochs: 1, reduction_factor: 3}}\n"
    let first = try session(lines)
    try work(on: first)
    let reused = try #require(try first.report().trials.first { $0.number == 1 })
    #expect(reused.isReused && reused.run == there.id && reused.state == .finished)
    #expect(reused.reports.map(\.epoch) == [1, 3])
    #expect(reused.value == there.metrics["val_loss"]?.best)
    #expect(try laboratory.store.run(there.id).tags.contains("sweep=search"))
    let second = try session(lines)
    try work(on: second, isRerunning: true)
    #expect(try second.report().trials.allSatisfy { !$0.isReused })
  }

  @Test func doesNotTakeARunOfOtherSettingsForTheSame() throws {
    try laboratory.run("depth=2", "training.seed=6")
    try laboratory.run("depth=2", "training.epochs=2")
    try laboratory.run("depth=2", "dataset.seed=9")
    let session = try session("space: {depth: [2]}\n")
    try work(on: session)
    #expect(try session.report().trials.map(\.isReused) == [false])
  }

  @Test func whatCannotBeTrainedFailsAndTheRestGoesOn() throws {
    let session = try session(
      "space: {model.1.max_pool.size: [2, 99], rate: [0.01, 1e38]}\nset: {training.epochs: 1}\n")
    try work(on: session)
    let trials = try laboratory.store.trials(of: session.sweep.id)
    #expect(trials.map(\.state) == [.finished, .failed, .failed, .failed])
    #expect(trials[1].message?.hasPrefix("epoch 1, step ") == true)
    #expect(trials[2].message?.contains("model.1: ") == true && trials[2].run == nil)
    #expect(try session.report().best?.number == 1)
  }

  @Test func aStoppedWorkerGivesItsTrialBackAndAnotherGoesOnWithIt() throws {
    let session = try session("space: {depth: [2, 4]}\n")
    var steps = 0
    try work(on: session) {
      steps += 1
      return steps > 10
    }
    let left = try laboratory.store.trials(of: session.sweep.id)
    #expect(left.map(\.state) == [.pending, .pending])
    let begun = try #require(left[0].run)
    #expect(try laboratory.store.run(begun).status == .interrupted)
    try work(on: session)
    let trials = try laboratory.store.trials(of: session.sweep.id)
    #expect(trials.allSatisfy { $0.state == .finished } && trials[0].run == begun)
    let whole = try laboratory.run("depth=2")
    #expect(trials[0].value == whole.metrics["val_loss"]?.best)
  }

  @Test func aTrialWhoseWorkerDiedBeforeItsReportIsReported() throws {
    let session = try session(
      "space: {depth: [2]}\nscheduler: {asha: {min_epochs: 1, reduction_factor: 3}}\n")
    do {
      let claim = try laboratory.store.claimTrial(of: session.sweep.id, at: Date()) { _ in
        .take(number: 1, rung: 0)
      }
      guard case .trial(let trial) = claim else { return }
      var options = laboratory.options()
      options.trial = trial
      _ = try Launch(Laboratory.experiment("depth=2"), options: options)
        .run(in: laboratory.store, control: TrainingControl(pauseAfter: 1))
    }
    try work(on: session)
    let trial = try laboratory.store.trials(of: session.sweep.id)[0]
    #expect(trial.state == .finished && trial.reports.map(\.epoch) == [1, 3])
    #expect(try laboratory.store.runs().count == 1)
  }

  @Test func whatEndsAnyTrainingEndsTheWorkerAndLeavesTheTrialToOthers() throws {
    try laboratory.makeCIFAR10(imagesPerFile: 20)
    let session = try session("space: {dataset.name: [cifar10]}\nset: {dataset: {name: cifar10}}\n")
    try FileManager.default.removeItem(atPath: laboratory.folder.path("test_batch.bin"))
    #expect(throws: DatasetError.self) { try work(on: session) }
    let trial = try laboratory.store.trials(of: session.sweep.id)[0]
    #expect(trial.state == .pending && trial.attempts == 0)
  }

  @Test func refusesToGoOnWithAPlanOfOtherFiles() throws {
    _ = try session("space: {depth: [2]}\n")
    func resume(_ text: String, _ experiment: String = Laboratory.text) throws -> SweepSession {
      try SweepSession(
        resuming: SweepSpec(text: text, path: "s.yaml", experimentText: experiment),
        in: laboratory.store)
    }
    let text = "name: search\nexperiment: small.yaml\nmetric: val_loss\nspace: {depth: [2]}\n"
    _ = try resume(text)
    let other = #expect(throws: WorkbenchError.self) { try resume(text + "seed: 2\n") }
    #expect(other?.description.hasPrefix("sweep \"search\": the sweep file is another one") == true)
    let experiment = #expect(throws: WorkbenchError.self) {
      try resume(text, Laboratory.text + "\n")
    }
    #expect(experiment?.description.contains("the experiment file is another one") == true)
    let none = #expect(throws: WorkbenchError.self) {
      try resume(text.replacing("search", with: "none"))
    }
    #expect(none == .noSweep("none"))
  }

  @Test(arguments: [
    (8, 3, [3, 3, 2]), (2, 2, [1, 1]), (2, 5, [1, 1]), (3, 1, [3]), (1, 1, [1]),
  ])
  func workersShareTheCores(_ cores: Int, _ workers: Int, _ threads: [Int]) {
    #expect(LocalExecutor.threads(cores: cores, workers: workers) == threads)
  }
}
