import Search
import Testing

@testable import Training

private let experiment = """
  name: small
  dataset: {name: shapes, train: 200, test: 50, validation: 0.1}
  hyperparameters: {depth: 4, kernel: 3, rate: 0.01}
  model:
    - conv: {depth: $depth, kernel: $kernel}
    - flatten
    - dense: 10
  training: {epochs: 9, optimizer: {adam: {learning_rate: $rate}}}
  """

private let search = """
  name: search
  experiment: small.yaml
  set: {training.batch: 16}
  space:
    depth: [8, 16]
    kernel: {choice: [3, [3, 5]]}
    rate: {log_uniform: [1e-4, 1e-1]}
    model.0.conv.activation: {choice: [relu, gelu], when: {depth: 16}}
  strategy: random
  trials: 20
  metric: val_accuracy
  scheduler: {asha: {min_epochs: 2, reduction_factor: 3}}
  """

private func read(_ text: String) throws(ExperimentError) -> SweepSpec {
  try SweepSpec(text: text, path: "s.yaml", experimentText: experiment)
}

struct SweepReadingTests {
  @Test func readsWhatTheFileSays() throws {
    let sweep = try read(search)
    #expect(sweep.name == "search" && sweep.question == nil)
    #expect(sweep.settings == ["training.batch=16"])
    #expect(
      sweep.space.dimensions.map(\.name) == ["depth", "kernel", "rate", "model.0.conv.activation"])
    #expect(sweep.space.dimensions[0].domain == .steps(["8", "16"]))
    #expect(sweep.space.dimensions[1].domain == .choice(["3", "[3, 5]"]))
    #expect(sweep.space.dimensions[2].domain == .real(low: 1e-4, high: 0.1, isLogarithmic: true))
    #expect(
      sweep.space.dimensions[3].conditions == [Dimension.Condition("depth", isOneOf: ["16"])])
    #expect(sweep.strategy == .random && sweep.trials == 20 && sweep.seed == 1)
    #expect(sweep.metric == "val_accuracy" && sweep.direction == nil)
    #expect(sweep.scheduler == .asha(Halving(firstEpochs: 2, factor: 3)))
    #expect(sweep.epochs == 9)
  }

  @Test func whatIsNotSaidIsAGridByTheMetricTheExperimentMonitors() throws {
    let sweep = try read("name: s\nexperiment: small.yaml\nspace: {depth: [8, 16]}\n")
    #expect(sweep.strategy == .grid && sweep.trials == nil && sweep.scheduler == .none)
    #expect(sweep.metric == "val_loss")
  }

  @Test(arguments: [
    ("[3, 1, 2]", Domain.choice(["3", "1", "2"])), ("[a, b]", .choice(["a", "b"])),
    ("[4, 2, 1]", .steps(["4", "2", "1"])), ("{choice: [1, 2]}", .choice(["1", "2"])),
    ("{range: [8, 40, 16]}", .range(8, 40, step: 16)), ("{range: [1, 3]}", .range(1, 3)),
    ("{range: [0, 0.5, 0.25]}", .steps(["0", "0.25", "0.5"])),
    ("{linspace: [0, 1, 3]}", .steps(["0", "0.5", "1"])),
    ("{logspace: [1e-4, 1e-2, 3]}", .steps(["0.0001", "0.001", "0.01"])),
    ("{uniform: [0, 1]}", .real(low: 0, high: 1, isLogarithmic: false)),
    ("{integer: [1, 8]}", .integer(low: 1, high: 8, step: 1, isLogarithmic: false)),
    ("{log_integer: [1, 8]}", .integer(low: 1, high: 8, step: 1, isLogarithmic: true)),
  ])
  func readsEveryKindOfValues(_ text: String, _ domain: Domain) throws {
    // Read apart from an experiment, which would refuse some of these values.
    let node = try ExperimentNode(yaml: "x: \(text)", path: "s.yaml")
    #expect(try SearchSpace(node).dimensions.map(\.domain) == [domain])
  }

  @Test func makesTheExperimentOfATrial() throws {
    let spec = try read(search).experiment(["depth": "16", "kernel": "[3, 5]", "rate": "0.02"])
    #expect(spec.training.batch == 16)
    let parameters = Dictionary(uniqueKeysWithValues: spec.parameters.map { ($0.name, $0.value) })
    #expect(parameters["depth"] == .number(16, text: "16"))
    #expect(parameters["kernel"] == .text("3x5"))
    #expect(parameters["training.learning_rate"] == .number(0.02, text: "0.02"))
  }

  /// `search` with one part replaced, and what the message says then.
  @Test(arguments: [
    (
      "strategy: random", "stategy: random",
      #"s.yaml:9:1: unknown key "stategy"; did you mean "strategy"? accepted: name, question, experiment, set, space, strategy, trials, metric, direction, scheduler, seed, tags"#
    ),
    (
      "experiment: small.yaml\n", "",
      "s.yaml:1:1: the sweep has no experiment; accepted: experiment: the file to vary, such as cifar10-cnn.yaml"
    ),
    ("trials: 20\n", "", "s.yaml:1:1: the sweep has no trials; accepted: trials: 20"),
    (
      "trials: 20", "trials: 0",
      "s.yaml:10:9: trials: found 0; accepted: a whole number from 1 to 10000"
    ),
    (
      "random", "rnadom",
      #"s.yaml:9:11: unknown strategy "rnadom"; did you mean "random"? accepted: grid, random, sobol, tpe"#
    ),
    (
      "strategy: random", "strategy: grid",
      "s.yaml:7:3: space.rate: a grid of numbers without end; accepted: linspace, logspace or a list, or another strategy"
    ),
    (
      "depth: [8, 16]", "dpeth: [8, 16]",
      #"s.yaml:8:58: space.model.0.conv.activation.when: no "depth" before it in the space; did you mean "dpeth"? accepted: dpeth, kernel, rate"#
    ),
    (
      "kernel: {choice", "kernal: {choice",
      #"s.yaml:6:3: no hyperparameter "kernal"; did you mean "kernel"? accepted: depth, kernel, rate (or a dotted key such as training.batch)"#
    ),
    (
      "[8, 16]", "[8, 8]",
      "s.yaml:5:14: space.depth: 8 twice; accepted: each value once"
    ),
    (
      "[8, 16]", "[0, 16]",
      "s.yaml:5:3: model.0.conv.depth: found 0 (from $depth); accepted: a whole number from 1 to 1000000"
    ),
    (
      "[8, 16]", "8",
      "s.yaml:5:10: space.depth: found 8; accepted: a list of values, or one of choice, range, linspace, logspace, uniform, log_uniform, integer, log_integer"
    ),
    (
      "log_uniform", "log_unifrom",
      #"s.yaml:7:10: unknown key "log_unifrom"; did you mean "log_uniform"? accepted: choice, range, linspace, logspace, uniform, log_uniform, integer, log_integer, when"#
    ),
    (
      "[1e-4, 1e-1]", "[0, 1e-1]",
      "s.yaml:7:23: space.rate.log_uniform: found a list of 2; accepted: [low, high], two numbers greater than 0, the lower one first"
    ),
    (
      "{depth: 16}", "{depth: 17}",
      #"s.yaml:8:65: space.model.0.conv.activation.when.depth: found 17; did you mean "16"? accepted: 8, 16"#
    ),
    (
      "[relu, gelu]", "[relu2, gelu]",
      #"s.yaml:8:3: model.0.conv.activation: unknown word "relu2"; did you mean "relu"? accepted: linear, relu, leaky_relu, gelu, silu, tanh, sigmoid"#
    ),
    (
      "training.batch: 16", "training.bacth: 16",
      #"s.yaml:3:7: unknown key "bacth"; did you mean "batch"? accepted: epochs, batch, optimizer, seed, label_smoothing, checkpoints, checkpoint_minutes, monitor, stop, early_stopping, kernels, class_accuracy"#
    ),
    (
      "val_accuracy", "test_accuracy",
      #"s.yaml:11:9: metric: no metric "test_accuracy"; did you mean "val_accuracy"? accepted: val_loss, val_accuracy, train_loss, train_accuracy, epoch_seconds, images_per_second"#
    ),
    (
      "min_epochs: 2", "min_epochs: 9",
      "s.yaml:12:32: scheduler.asha.min_epochs: found 9; accepted: fewer than the 9 epochs of the experiment"
    ),
    (
      "{asha: {min_epochs: 2, reduction_factor: 3}}", "ahsa",
      #"s.yaml:12:12: unknown scheduler "ahsa"; did you mean "asha"? accepted: none, asha, hyperband"#
    ),
    (
      "model.0.conv.activation: {choice: [relu, gelu], when: {depth: 16}}",
      "training.epochs: [5, 6]",
      "s.yaml:8:3: space.training.epochs beside a scheduler; accepted: epochs in set, or no scheduler"
    ),
  ])
  func saysWhereTheFileIsWrong(_ part: String, _ replacement: String, _ message: String) {
    #expect(search.contains(part))
    let error = #expect(throws: ExperimentError.self) {
      try read(search.replacing(part, with: replacement, maxReplacements: 1))
    }
    #expect(error?.description == message)
  }

  @Test func saysWhichFileIsNotThere() {
    let error = #expect(throws: ExperimentError.self) { try SweepSpec(contentsOf: "/none/s.yaml") }
    #expect(
      error?.description
        == "/none/s.yaml: no such file; accepted: a sweep file, such as experiments/sweep-shapes.yaml"
    )
    #expect(error?.isNotFound == true)
  }
}
