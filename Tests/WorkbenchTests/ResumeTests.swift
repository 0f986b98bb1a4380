import ConvEngine
import RunStore
import TestSupport
import Testing
import Training

@testable import Workbench

@Suite struct ResumeTests {
  /// Everything of a run that must not depend on whether it was interrupted.
  private struct Outcome: Equatable {
    var status: RunStatus
    var points: [String]
    var weights: [[StoredTensor]]
    var checkpoints: [CheckpointInfo]
    var params: [String: ParamValue]

    init(_ run: RunRecord, in store: RunStore) throws {
      var points: [String] = []
      try store.history(of: [run.id]) { point in
        guard !["epoch_seconds", "images_per_second"].contains(point.metric) else { return }
        points.append("\(point.metric) \(point.epoch) \(point.value.bitPattern)")
      }
      self.points = points
      status = run.status
      weights = try [.best, .last].map { try store.checkpoint(run.id, $0).tensors }
      checkpoints = run.checkpoints
      params = run.params
    }
  }

  /// Stops before the step of that number, counted over all epochs from 0.
  private static func stop(before step: Int) -> TrainingControl {
    var asked = 0
    return TrainingControl(shouldStop: {
      asked += 1
      return asked > step
    })
  }

  // 6 steps an epoch, 3 epochs.
  @Test(arguments: [0, 2, 6, 9, 17])
  func aResumedRunEndsAsIfItHadNeverStopped(step: Int) throws {
    let laboratory = try Laboratory()
    let whole = try laboratory.run(threads: 1)
    let stopped = try Launch(Laboratory.experiment(), options: laboratory.options(threads: 2))
      .run(in: laboratory.store, control: Self.stop(before: step))
    #expect(stopped.status == .interrupted)
    var after: TrainingPosition?
    let resumed = try Resume(stopped.id, options: laboratory.options(threads: 3)).run(
      in: laboratory.store,
      onEvent: { if case .resumed(_, _, let position) = $0 { after = position } })
    #expect(after.map { [$0.epoch, $0.step] } == [step / 6, step % 6])
    #expect(resumed.id == stopped.id && resumed.name == stopped.name)
    #expect(
      try Outcome(resumed, in: laboratory.store) == Outcome(whole, in: laboratory.store))
    #expect(try laboratory.store.check().isEmpty)
    #expect(try laboratory.store.trainingState(of: resumed.id) == nil)
  }

  @Test func aRunThatIsStoppedOverAndOverEndsTheSame() throws {
    let laboratory = try Laboratory()
    let whole = try laboratory.run()
    var run = try Launch(Laboratory.experiment(), options: laboratory.options())
      .run(in: laboratory.store, control: Self.stop(before: 1))
    for steps in [0, 1, 3, 5, 2, 4] {
      run = try Resume(run.id, options: laboratory.options())
        .run(in: laboratory.store, control: Self.stop(before: steps))
      #expect(run.status == .interrupted)
    }
    run = try Resume(run.id, options: laboratory.options()).run(in: laboratory.store)
    #expect(try Outcome(run, in: laboratory.store) == Outcome(whole, in: laboratory.store))
  }

  @Test func aPausedTrialGoesOnFromRungToRung() throws {
    let laboratory = try Laboratory()
    let whole = try laboratory.run()
    var run = try Launch(Laboratory.experiment(), options: laboratory.options())
      .run(in: laboratory.store, control: TrainingControl(pauseAfter: 1))
    #expect(run.status == .interrupted)
    #expect(run.message == "paused after 1 epoch: as planned")
    #expect(run.metrics["train_loss"]?.count == 1)
    run = try Resume(run.id, options: laboratory.options()).run(
      in: laboratory.store,
      control: TrainingControl(pause: { $0.epoch == 2 ? "too slow" : nil }))
    #expect(run.message == "paused after 2 epochs: too slow")
    run = try Resume(run.id, options: laboratory.options())
      .run(in: laboratory.store, control: TrainingControl(pauseAfter: 3))
    #expect(run.status == .finished)
    #expect(try Outcome(run, in: laboratory.store) == Outcome(whole, in: laboratory.store))
    #expect(
      try laboratory.store.events(of: run.id).map(\.kind) == [
        .created, .interrupted, .resumed, .interrupted, .resumed, .finished,
      ])
  }

  /// A rate that hardly learns, so that the loss falls by less than `min_delta`.
  private static let idle = [
    "rate=1e-12", "training.epochs=9", "training.early_stopping={patience: 3, min_delta: 0.001}",
  ]

  @Test func aTrainingEndsByItsOwnRules() throws {
    let laboratory = try Laboratory()
    let experiment = try ExperimentSpec(
      text: Laboratory.text, path: "small.yaml", overrides: Self.idle)
    let run = try Launch(experiment, options: laboratory.options()).run(in: laboratory.store)
    #expect(run.status == .finished)
    #expect(run.message == "ended after 4 epochs: no better val_loss for 3 epochs")
    #expect(run.metrics["train_loss"]?.count == 4)
    // The epoch it ends with is its last, so that it is tested.
    #expect(run.metrics["test_accuracy"]?.count == 1)
    let ruled = try laboratory.run("rate=1e-12", "training.stop=train_loss > 0 for 2 epochs")
    #expect(ruled.message == "ended after 2 epochs: train_loss > 0 for 2 epochs")
  }

  // Within an epoch, and after each.
  @Test(arguments: [3, 6, 9, 12, 18])
  func aResumedRunCountsTheEpochsBefore(step: Int) throws {
    let laboratory = try Laboratory()
    let experiment = try ExperimentSpec(
      text: Laboratory.text, path: "small.yaml", overrides: Self.idle)
    let whole = try Launch(experiment, options: laboratory.options()).run(in: laboratory.store)
    let stopped = try Launch(experiment, options: laboratory.options())
      .run(in: laboratory.store, control: Self.stop(before: step))
    let resumed = try Resume(stopped.id, options: laboratory.options()).run(in: laboratory.store)
    #expect(resumed.message == whole.message)
    #expect(try Outcome(resumed, in: laboratory.store) == Outcome(whole, in: laboratory.store))
  }

  @Test func refusesARunThatHasFinished() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("training.epochs=1")
    let error = #expect(throws: StoreError.self) {
      try Resume(run.id, options: laboratory.options()).run(in: laboratory.store)
    }
    #expect(error?.description == "run small-1: finished; accepted: a run that has not")
  }

  @Test func refusesOtherDataAndLeavesTheRunAsItWas() throws {
    let laboratory = try Laboratory()
    try laboratory.makeCIFAR10(imagesPerFile: 20)
    let experiment = try Laboratory.experiment("dataset={name: cifar10, validation: 0.1}")
    let run = try Launch(experiment, options: laboratory.options())
      .run(in: laboratory.store, control: TrainingControl(pauseAfter: 1))
    try laboratory.makeCIFAR10(imagesPerFile: 21)
    let error = #expect(throws: WorkbenchError.self) {
      try Resume(run.id, options: laboratory.options()).run(in: laboratory.store)
    }
    #expect(error?.description.hasPrefix("small-1: cifar10 here is ") == true)
    #expect(try laboratory.store.run(run.id) == run)
  }

  @Test func aDivergedRunDivergesAgain() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("rate=1e38")
    let again = try Resume(run.id, options: laboratory.options()).run(in: laboratory.store)
    #expect(again.status == .failed)
    #expect(again.message == run.message)
    #expect(again.metrics["train_loss"]?.count == run.metrics["train_loss"]?.count)
  }
}
