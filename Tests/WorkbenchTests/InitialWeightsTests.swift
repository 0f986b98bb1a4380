import ConvEngine
import RunStore
import Testing
import Training

@testable import Workbench

@Suite struct InitialWeightsTests {
  private func launch(
    _ laboratory: Laboratory, from run: RunRecord, _ checkpoint: CheckpointChoice,
    _ overrides: [String], control: TrainingControl = TrainingControl(),
    notes: (String) -> Void = { _ in }
  ) throws -> RunRecord {
    var options = laboratory.options()
    options.initialWeights = InitialWeights(run.id, checkpoint)
    let experiment = try ExperimentSpec(
      text: Laboratory.text, path: "small.yaml", overrides: overrides)
    return try Launch(experiment, options: options).run(
      in: laboratory.store, control: control,
      onEvent: { if case .note(let text) = $0 { notes(text) } })
  }

  @Test func aRunBeginsWithAnothersWeights() throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run("training.checkpoints=all")
    let reached = try laboratory.evaluate(first, .epoch(2))
    var notes: [String] = []
    // A rate that changes nothing shows the weights it began with.
    let second = try launch(
      laboratory, from: first, .epoch(2), ["rate=1e-30", "training.epochs=1"],
      notes: { notes.append($0) })
    #expect(notes == ["begins with 4 of 4 tensors of small-1, epoch 2"])
    #expect(second.metrics["test_loss"]?.last == reached.loss)
    #expect(second.parent?.id == first.id && second.parent?.relation == .fineTuned)
    #expect(second.params["init.run"] == .text(first.id.text))
    #expect(second.params["init.epoch"]?.number == 2)
  }

  @Test func whatDoesNotFitBeginsAnew() throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run("training.epochs=1")
    var notes: [String] = []
    let model =
      "model=[conv: {depth: $depth, kernel: 3, stride: 2, activation: relu}, flatten, dense: 10]"
    let second = try launch(
      laboratory, from: first, .best, [model, "rate=1e-30", "training.epochs=1"],
      notes: { notes.append($0) })
    #expect(
      notes == [
        "begins with 3 of 4 tensors of small-1, epoch 1; these begin anew: dense_1.kernel"
      ])
    let weights = try [first, second].map { run in
      let tensors = try laboratory.store.checkpoint(run.id, .last).tensors
      return Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
    }
    #expect(weights[0]["conv_1.kernel"] == weights[1]["conv_1.kernel"])
    #expect(weights[0]["dense_1.kernel"]?.shape != weights[1]["dense_1.kernel"]?.shape)
  }

  @Test func refusesWeightsOfWhichNoneFits() throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run("training.epochs=1")
    let error = #expect(throws: WorkbenchError.self) {
      try launch(
        laboratory, from: first, .best, ["model=[flatten, dense: {units: 10, bias: false}]"])
    }
    #expect(error?.description.hasPrefix("small-1: none of its tensors ") == true)
    #expect(try laboratory.store.runs(RunQuery()).count == 1)
  }

  /// Stopped before its first step there is no state to go on from.
  @Test(arguments: [0, 4, 6])
  func goesOnFromThoseWeights(step: Int) throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run("training.epochs=1")
    let whole = try launch(laboratory, from: first, .best, ["training.epochs=2"])
    var asked = 0
    let stopped = try launch(
      laboratory, from: first, .best, ["training.epochs=2"],
      control: TrainingControl(shouldStop: {
        asked += 1
        return asked > step
      }))
    let resumed = try Resume(stopped.id, options: laboratory.options()).run(in: laboratory.store)
    #expect(
      try laboratory.store.checkpoint(resumed.id, .last).tensors
        == laboratory.store.checkpoint(whole.id, .last).tensors)
  }
}
