import ConvEngine
import Datasets
import Foundation
import RunStore
import Testing
import Training

@testable import Workbench

@Suite struct RunEvaluationTests {
  @Test func givesTheRecordedMetricsBitForBit() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("training.label_smoothing=0.1")
    let test = try laboratory.evaluate(run, .last)
    #expect(test.loss == run.metrics["test_loss"]?.last)
    #expect(test.accuracy == run.metrics["test_accuracy"]?.last)
    #expect(test.epoch == 3)
    let validation = try laboratory.evaluate(run, .best, .validation)
    #expect(validation.loss == run.metrics["val_loss"]?.min)
    #expect(validation.epoch == run.metrics["val_loss"]?.bestEpoch)
  }

  @Test(arguments: InstructionSet.available)
  func computesAsTheRunDid(level: InstructionSet) throws {
    let laboratory = try Laboratory()
    var options = laboratory.options()
    options.execution = ExecutionOptions(threads: 1, instructionSet: level)
    let run = try Launch(Laboratory.experiment(), options: options).run(in: laboratory.store)
    #expect(run.environment.isa == level.rawValue)
    #expect(try laboratory.evaluate(run, .last).loss == run.metrics["test_loss"]?.last)
  }

  @Test func usesTheKernelsOfTheRun() throws {
    let laboratory = try Laboratory()
    let losses = try KernelChoice.allCases.map { choice in
      let run = try laboratory.run(
        Laboratory.tiledModel, "training.epochs=1", "training.kernels=\(choice)")
      let loss = try laboratory.evaluate(run, .last).loss
      #expect(loss == run.metrics["test_loss"]?.last)
      return loss
    }
    #expect(losses[0] != losses[1])
  }

  @Test func countsEveryPictureOnce() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run()
    for (split, count) in [(ImageSplit.train, 180), (.validation, 20), (.test, 50)] {
      let report = try laboratory.evaluate(run, .last, split)
      #expect(report.count == count)
      #expect(report.confusion.joined().reduce(0, +) == count)
      #expect(report.perClass.map(\.count).reduce(0, +) == count)
      let right = report.confusion.indices.map { report.confusion[$0][$0] }.reduce(0, +)
      #expect(report.accuracy == Double(right) / Double(count))
      #expect(report.classNames == run.dataset.classNames)
    }
  }

  @Test func refusesOtherData() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("training.epochs=1")
    // The same experiment, said to have been trained on other pictures.
    var record = run
    record.dataset.fingerprint = String(repeating: "0", count: 64)
    let options = laboratory.options()
    let experiment = try Laboratory.experiment()
    let live = try laboratory.store.createRun(
      NewRun(
        experiment, plan: try experiment.plan(), options: options,
        environment: record.environment, dataset: record.dataset))
    try laboratory.store.recordEpoch(
      live, epoch: 1, metrics: [],
      checkpoint: NewCheckpoint(
        tensors: try laboratory.store.checkpoint(run.id, .last).tensors), at: Date())
    try laboratory.store.finish(live, status: .finished, at: Date())
    let error = #expect(throws: WorkbenchError.self) {
      try laboratory.evaluate(try laboratory.store.run(live.id))
    }
    #expect(
      error?.description
        == "\(live.name): shapes here is \(run.dataset.fingerprint.prefix(12))…, the run was "
        + "trained on 000000000000…; accepted: the same data (--data)")
  }

  @Test func refusesASplitWithoutPictures() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("dataset.test=0", "training.epochs=1")
    let error = #expect(throws: WorkbenchError.self) { try laboratory.evaluate(run) }
    #expect(
      error?.description
        == "small-1: the test split has no pictures; accepted: a split that has some")
  }

  @Test func writesAReportThatReadsBack() throws {
    let laboratory = try Laboratory()
    let report = try laboratory.evaluate(try laboratory.run("training.epochs=1"))
    let again = try JSONDecoder().decode(
      EvaluationReport.self, from: JSONEncoder().encode(report))
    #expect(again == report)
  }
}
