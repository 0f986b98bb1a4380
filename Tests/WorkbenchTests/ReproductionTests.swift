import ConvEngine
import RunStore
import TestSupport
import Testing
import Training

@testable import Workbench

@Suite struct ReproductionTests {
  private func again(
    _ run: RunRecord, in laboratory: Laboratory, threads: Int = 1
  ) throws -> (run: RunRecord, report: ReproductionReport, notes: [String]) {
    var notes: [String] = []
    let again = try Reproduction(of: run.id, options: laboratory.options(threads: threads)).run(
      in: laboratory.store, onEvent: { if case .note(let note) = $0 { notes.append(note) } })
    let report = try ReproductionReport(of: run, again: again, in: laboratory.store)
    return (again, report, notes)
  }

  @Test func aRunThatIsRunAgainIsIdentical() throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run("training.learning_rate=0.02", threads: 2)
    let (run, report, notes) = try again(first, in: laboratory, threads: 3)
    #expect(report.identical && report.firstEpoch == nil)
    #expect(report.changed == [] && notes == [])
    #expect(report.epochs == 3)
    // 5 metrics of 3 epochs, and 2 of the test pictures; 2 layers of 2 tensors.
    #expect(report.values == 17)
    #expect(report.tensors == Set(first.checkpoints.map(\.epoch)).count * 4)
    #expect(run.status == .finished)
    #expect(run.parent == RunParent(first.id, .reproduced, name: first.name))
    #expect(run.params == first.params)
    #expect(
      try laboratory.store.experimentText(of: run.id)
        == laboratory.store.experimentText(of: first.id))
  }

  @Test func aRunThatWasPausedIsRepeatedAsFarAsItWent() throws {
    let laboratory = try Laboratory()
    let first = try Launch(Laboratory.experiment(), options: laboratory.options())
      .run(in: laboratory.store, control: TrainingControl(pauseAfter: 2))
    let (run, report, _) = try again(first, in: laboratory)
    #expect(report.identical && report.epochs == 2)
    #expect(run.status == .interrupted && run.metrics["train_loss"]?.count == 2)
  }

  @Test func aRunThatBeganWithAnothersWeightsBeginsWithThemAgain() throws {
    let laboratory = try Laboratory()
    let parent = try laboratory.run("training.epochs=1", "training.seed=9")
    var options = laboratory.options()
    options.initialWeights = InitialWeights(parent.id, .best)
    let first = try Launch(Laboratory.experiment(), options: options).run(in: laboratory.store)
    let (run, report, _) = try again(first, in: laboratory)
    #expect(report.identical)
    #expect(run.parent?.id == first.id && run.parent?.relation == .reproduced)
  }

  @Test func aRunThatEndedByItsOwnRulesDoesSoAgain() throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run("training.stop='train_loss < 100 for 2 epochs'")
    #expect(first.status == .finished && first.metrics["train_loss"]?.count == 2)
    let (run, report, _) = try again(first, in: laboratory)
    #expect(report.identical && run.status == .finished && run.message == first.message)
  }

  @Test func aRunThatDivergedDoesSoAgain() throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run("rate=1e38")
    let (run, report, _) = try again(first, in: laboratory)
    #expect(report.identical && report.epochs > 0)
    #expect(run.status == .failed && run.message == first.message)
  }

  @Test func namesTheFirstMetricAndTensorThatDiffer() throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run()
    let other = try laboratory.run("training.seed=6")
    let report = try ReproductionReport(of: first, again: other, in: laboratory.store)
    #expect(!report.identical && report.firstEpoch == 1)
    #expect(report.firstMetric?.epoch == 1 && report.firstMetric?.metric == "train_loss")
    let tensor = try #require(report.firstTensor)
    #expect(tensor.tensor == "conv_1.kernel")
    #expect(tensor.numbers == 108 && tensor.differing == 108 && tensor.greatest > 0)
    #expect(report.changed.map(\.description) == ["training.seed: 5 recorded, 6 now"])
  }

  @Test func aValueThatIsMissingIsADifference() throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run()
    let shorter = try laboratory.run("training.epochs=2")
    let report = try ReproductionReport(of: first, again: shorter, in: laboratory.store)
    // The shorter one saw the test pictures after its last epoch.
    #expect(report.firstMetric?.epoch == 2 && report.firstMetric?.metric == "test_loss")
    #expect(report.firstMetric?.recorded == nil && report.firstMetric?.reproduced != nil)
    // An epoch's weights are the same however many follow.
    #expect(report.firstTensor == nil)
  }

  @Test func saysThatTheDataChanged() throws {
    let laboratory = try Laboratory()
    try laboratory.makeCIFAR10(imagesPerFile: 20)
    let first = try Launch(
      Laboratory.experiment(
        "dataset={name: cifar10, validation: 0.1}", "model=[flatten, dense: 10]"),
      options: laboratory.options()
    ).run(in: laboratory.store)
    try laboratory.makeCIFAR10(imagesPerFile: 21)
    let (_, report, notes) = try again(first, in: laboratory)
    #expect(!report.identical)
    #expect(report.changed.map(\.condition) == ["data"])
    #expect(notes.last?.hasPrefix("data: \(first.dataset.fingerprint) recorded, ") == true)
  }

  @Test func usesTheKernelsOfTheRun() throws {
    let laboratory = try Laboratory()
    var options = laboratory.options()
    options.execution.instructionSet = .portable
    let first = try Launch(Laboratory.experiment(), options: options).run(in: laboratory.store)
    let (run, report, _) = try again(first, in: laboratory)
    #expect(report.identical && run.environment.isa == "portable")
  }

  @Test func refusesWhatCannotBeRunAgain() throws {
    let laboratory = try Laboratory()
    let stopped = try Launch(Laboratory.experiment(), options: laboratory.options())
      .run(in: laboratory.store, control: TrainingControl(shouldStop: { true }))
    func refusal(_ id: RunIdentifier) -> String? {
      #expect(throws: WorkbenchError.self) {
        try Reproduction(of: id, options: laboratory.options()).run(in: laboratory.store)
      }?.description
    }
    #expect(
      refusal(stopped.id)
        == "run small-1: no epoch was recorded; accepted: a run with one at least")
    let file = try laboratory.folder.write(
      "run_id,run_name,status,started_at,epoch,metric,value\n"
        + "01a211ce-d33c-7454-8843-1282da6709ef,other,finished,2026-11-25T08:00:00.000Z,1,loss,1\n",
      to: "runs.csv")
    let imported = try #require(
      try RunImport(store: laboratory.store).run(file).taken.first?.id)
    #expect(
      refusal(imported)
        == "run other: its experiment is not known; accepted: a run that convoy trained")
    let (live, _) = try laboratory.store.resumeRun(
      stopped.id, at: laboratory.options().now())
    #expect(
      refusal(live.id) == "run small-1: still running; accepted: a run that has ended")
    #expect(try laboratory.store.runs().count == 2)
  }
}
