import ConvEngine
import Datasets
import RunStore
import TestSupport
import Testing
import Training

@testable import Workbench

@Suite struct LaunchTests {
  @Test func recordsWhatWasRunAndWhatCameOut() throws {
    let laboratory = try Laboratory()
    var options = laboratory.options()
    options.tags = ["small", "kind=test"]
    options.note = "a note"
    var events: [LaunchEvent] = []
    let run = try Launch(Laboratory.experiment("depth=6"), options: options)
      .run(in: laboratory.store, onEvent: { events.append($0) })
    #expect(run.status == .finished)
    #expect(run.name == "small-1")
    #expect(run.experiment == "small")
    #expect(run.tags == ["kind=test", "small"])
    #expect(run.note == "a note")
    #expect(run.seed == 5)
    #expect(run.commandLine == ["convoy", "run", "small.yaml"])
    #expect(run.params["depth"] == .number(6, text: "6"))
    #expect(run.params["model.0.conv.depth"] == .number(6, text: "6"))
    #expect(run.params["training.optimizer"] == .text("adam"))
    #expect(run.params["training.learning_rate"]?.number == 0.01)
    #expect(run.environment.threads == 2)
    #expect(run.environment.git == nil)
    #expect(run.dataset.name == "shapes")
    #expect([run.dataset.train, run.dataset.validation, run.dataset.test] == [180, 20, 50])
    #expect(run.dataset.fingerprint.utf8.count == 64)
    #expect(run.dataset.classNames.count == 10)
    // 6 kernels of 27 weights and a bias, 10 neurons of 7·7·6 weights and a bias
    #expect(run.model.parameters == 168 + 2950)
    #expect(run.bestMetric == BestMetric("val_loss"))
    #expect(run.checkpoints.map(\.kind.rawValue).contains("last"))
    #expect(run.checkpoints.map(\.kind.rawValue).contains("best"))
    let counts = run.metrics.mapValues(\.count)
    #expect(
      counts == [
        "train_loss": 3, "train_accuracy": 3, "val_loss": 3, "val_accuracy": 3,
        "learning_rate": 3, "epoch_seconds": 3, "images_per_second": 3, "test_loss": 1,
        "test_accuracy": 1,
      ])
    #expect(run.metrics["test_loss"]?.lastEpoch == 3)
    guard case .created(let id, let name) = events.first else {
      Issue.record("no creation")
      return
    }
    #expect(id == run.id)
    #expect(name == run.name)
    #expect(events.count == 1 + 1 + 3 * (6 + 1))
  }

  @Test func keepsATextThatRunsAgain() throws {
    let laboratory = try Laboratory()
    let first = try laboratory.run("depth=6", "training.epochs=1")
    let text = try laboratory.store.experimentText(of: first.id)
    let again = try Launch(
      ExperimentSpec(text: text, path: "again"), options: laboratory.options()
    ).run(in: laboratory.store)
    #expect(again.params == first.params)
    #expect(again.metrics["test_loss"]?.last == first.metrics["test_loss"]?.last)
  }

  @Test(arguments: [1, 2, 5])
  func sameSeedSameWeightsWithAnyThreads(threads: Int) throws {
    let laboratory = try Laboratory()
    let runs = [try laboratory.run(), try laboratory.run(threads: threads)]
    let weights = try runs.map { try laboratory.store.checkpoint($0.id, .last).tensors }
    #expect(weights[0] == weights[1])
    let other = try laboratory.run("training.seed=6")
    #expect(try laboratory.store.checkpoint(other.id, .last).tensors != weights[0])
  }

  @Test(arguments: [(KernelChoice.automatic, "winograd 4×4"), (.direct, "direct ")])
  func recordsTheKernelsItUses(choice: KernelChoice, second: String) throws {
    let laboratory = try Laboratory()
    let overrides = [Laboratory.tiledModel, "training.epochs=1", "training.kernels=\(choice)"]
    let runs = try [1, 3].map { threads in
      try Launch(
        ExperimentSpec(text: Laboratory.text, path: "small.yaml", overrides: overrides),
        options: laboratory.options(threads: threads)
      ).run(in: laboratory.store)
    }
    #expect(runs[0].params["training.kernels"] == .text(choice.rawValue))
    let methods = [0, 1, 4].map { index in
      runs[0].params["model.\(index).\(index == 4 ? "dense" : "conv").method"]?.description ?? ""
    }
    #expect(methods[0].hasPrefix("direct "))
    #expect(methods[1].hasPrefix(second))
    #expect(methods[2].hasPrefix("product "))
    #expect(runs[0].params.keys.filter { $0.hasSuffix(".method") }.count == 3)
    #expect(runs[1].params == runs[0].params)
  }

  @Test func profilingChangesNoResult() throws {
    let laboratory = try Laboratory()
    let plain = try laboratory.run()
    var options = laboratory.options()
    options.isProfiling = true
    let profiled = try Launch(Laboratory.experiment(), options: options).run(in: laboratory.store)
    let weights = try [plain, profiled].map {
      try laboratory.store.checkpoint($0.id, .last).tensors
    }
    #expect(weights[0] == weights[1])
    let measured: Set = ["epoch_seconds", "images_per_second"]
    func results(_ run: RunRecord) -> [String: MetricSummary] {
      run.metrics.filter { !measured.contains($0.key) && PassTime(metric: $0.key) == nil }
    }
    #expect(results(plain) == results(profiled))
    let times = profiled.metrics.filter { PassTime(metric: $0.key) != nil }
    #expect(times.count == 8)
    #expect(times.values.allSatisfy { $0.count == 3 && ($0.min ?? 0) > 0 })
    #expect(!plain.metrics.keys.contains { PassTime(metric: $0) != nil })
  }

  @Test func keepsEveryEpochsWeightsOnRequest() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("training.checkpoints=all")
    #expect(Set(run.checkpoints.map(\.epoch)) == [1, 2, 3])
  }

  @Test func judgesTheBestEpochByTheMonitor() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("training.monitor=val_accuracy", "training.checkpoints=all")
    #expect(run.bestMetric == BestMetric("val_accuracy"))
    let best = run.checkpoints.first { $0.kind == .best }
    #expect(best?.epoch == run.metrics["val_accuracy"]?.bestEpoch)
  }

  @Test func keepsARunThatWasStopped() throws {
    let laboratory = try Laboratory()
    var asked = 0
    let run = try Launch(Laboratory.experiment(), options: laboratory.options())
      .run(
        in: laboratory.store,
        control: TrainingControl(shouldStop: {
          asked += 1
          return asked > 9
        }))
    #expect(run.status == .interrupted)
    #expect(run.message == "stopped on request after 1 epoch and 3 steps")
    #expect(run.metrics["train_loss"]?.count == 1)
    #expect(run.metrics["test_loss"] == nil)
    #expect(try laboratory.store.checkpoint(run.id, .last).epoch == 1)
  }

  @Test func recordsALossThatIsNoNumberAsAFailure() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("rate=1e38")
    #expect(run.status == .failed)
    #expect(run.message?.contains("train_loss is") == true)
    #expect(run.metrics["train_loss"]?.nonFinite == 1)
    // The spoiled epoch's numbers are kept, its weights are not.
    let epochs = run.metrics["train_loss"]?.count ?? 0
    #expect(run.checkpoints.allSatisfy { $0.epoch < epochs })
  }

  @Test func tellsOfAnIncompleteDataSet() throws {
    let laboratory = try Laboratory()
    try laboratory.makeCIFAR10(imagesPerFile: 20)
    let experiment = try Laboratory.experiment(
      "dataset={name: cifar10, validation: 0.1}", "training.epochs=1")
    var notes: [String] = []
    let run = try Launch(experiment, options: laboratory.options()).run(
      in: laboratory.store,
      onEvent: { event in if case .note(let text) = event { notes.append(text) } })
    #expect(run.dataset.train == 90)
    #expect(notes.contains("cifar10 here is incomplete: 120 of 60000 images"), "\(notes)")
  }

  @Test func recordsNothingWhenTheDataAreMissing() throws {
    let laboratory = try Laboratory()
    #expect(throws: DatasetError.self) { try laboratory.run("dataset=cifar10") }
    #expect(try laboratory.store.runs().isEmpty)
  }

  @Test func recordsNothingWhenALayerDoesNotFit() throws {
    let laboratory = try Laboratory()
    let error = #expect(throws: ExperimentError.self) { try laboratory.run("model.4.dense=11") }
    #expect(
      error?.description
        == "model.4.dense=11: model.4: 11 outputs; one for each of the 10 classes of shapes")
    #expect(try laboratory.store.runs().isEmpty)
  }

  @Test func refusesATensorTheStoreCannotHold() throws {
    let laboratory = try Laboratory()
    let experiment = try ExperimentSpec(
      text: """
        name: wide
        dataset: shapes
        model: [flatten, dense: 81381, dense: 10]
        training: {epochs: 1}
        """, path: "wide.yaml")
    let error = #expect(throws: WorkbenchError.self) {
      try Launch(experiment, options: laboratory.options()).run(in: laboratory.store)
    }
    // 3072 inputs, 81381 neurons, 4 bytes; a neuron less would fit.
    #expect(
      error?.description
        == "dense_1.kernel: 1000009728 bytes of weights; accepted: at most 1000000000 bytes in a tensor"
    )
    #expect(try laboratory.store.runs().isEmpty)
  }

  @Test func refusesAValidationPartThatLeavesNothing() throws {
    let laboratory = try Laboratory()
    let error = #expect(throws: WorkbenchError.self) {
      try laboratory.run("dataset.train=1", "dataset.validation=0.5")
    }
    #expect(
      error?.description
        == "dataset.validation: 0.5 of 1 pictures leaves none to learn from; accepted: less")
    #expect(try laboratory.store.runs().isEmpty)
  }

  @Test func recordsTheErrorThatBrokeARun() throws {
    struct Breakage: Error, CustomStringConvertible { let description = "the disk is gone" }
    let laboratory = try Laboratory()
    let options = laboratory.options()
    let experiment = try Laboratory.experiment()
    let live = try laboratory.store.createRun(
      NewRun(
        experiment, plan: try experiment.plan(), options: options,
        environment: RunEnvironment(execution: options.execution, git: nil),
        dataset: DatasetInfo(name: "shapes", fingerprint: "", train: 0, validation: 0, test: 0)))
    let recorder = RunRecorder(
      store: laboratory.store, run: live, keep: .bestAndLast, now: options.now)
    #expect(throws: Breakage.self) { try recorder.finishing { throw Breakage() } }
    let run = try laboratory.store.run(live.id)
    #expect(run.status == .failed)
    #expect(run.message == "the disk is gone")
  }

  @Test func readsSeedAndEpochsBesideTheFile() throws {
    let laboratory = try Laboratory()
    let path = try laboratory.folder.write(Laboratory.text, to: "small.yaml")
    let launch = try Launch(
      contentsOf: path, overrides: ["depth=3"], seed: 9, epochs: 1, options: laboratory.options())
    #expect(launch.experiment.training.seed == 9)
    #expect(launch.experiment.training.epochs == 1)
    #expect(launch.experiment.text.contains("seed: 9"))
  }
}
