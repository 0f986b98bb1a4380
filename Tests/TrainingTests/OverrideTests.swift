import ConvEngine
import Testing

@testable import Training

@Suite struct OverrideTests {
  /// No hyperparameters, so that any value may be replaced.
  private let plain = """
    name: plain
    dataset: {name: shapes, train: 200}
    model:
      - conv: {depth: 8, kernel: [5, 3]}
      - max_pool: {size: 2}
      - dropout: 0.25
      - max_pool: 3
      - flatten
      - dense: {units: 10}
    training: {epochs: 3, optimizer: adam}

    """

  @Test func setsAHyperparameterByItsBareName() throws {
    let spec = try read(sample, "depth=64", "kernel=3")
    guard case .conv(let conv) = spec.network[0] else {
      Issue.record("the first layer is \(spec.network[0])")
      return
    }
    #expect(conv.depth == 64)
    #expect(conv.kernel == Extent(3))
    #expect(spec.hyperparameters[0] == Setting(name: "depth", value: .number(64, text: "64")))
  }

  @Test(arguments: [
    ("training.batch=128", "training.batch 128"),
    ("training.label_smoothing=0.1", "training.label_smoothing 0.1"),
    ("training.kernels=direct", "training.kernels direct"),
    ("training.optimizer=sgd", "training.learning_rate 0.01"),
    ("training.optimizer={sgd: {momentum: 0.9}}", "training.momentum 0.9"),
    ("training.optimizer.adam.beta1=0.5", "training.beta1 0.5"),
    ("training.beta1=0.5", "training.beta1 0.5"),
    ("training.seed=9223372036854775807", "training.seed 9223372036854775807"),
    ("model.0.conv.depth=64", "model.0.conv.depth 64"),
    ("model.0.conv.kernel=[7, 1]", "model.0.conv.kernel 7x1"),
    ("model.0.conv.kernel.1=5", "model.0.conv.kernel 5"),
    ("model.0.conv.activation=gelu", "model.0.conv.activation gelu"),
    ("model.1={average_pool: 3}", "model.1.average_pool.size 3"),
    ("model.2.dropout=0.5", "model.2.dropout.rate 0.5"),
    ("model.2.dropout.rate=0.5", "model.2.dropout.rate 0.5"),
    ("model.3.max_pool.stride=2", "model.3.max_pool.size 3"),
    ("model.3.max_pool.stride=2", "model.3.max_pool.stride 2"),
    ("dataset.seed=9", "dataset.seed 9"),
    ("dataset=cifar10", "dataset.name cifar10"),
  ])
  func setsADottedKey(override: String, expected: String) throws {
    let spec = try read(plain, override)
    #expect(spec.parameters.map { "\($0.name) \($0.value)" }.contains(expected))
  }

  @Test func appliesOverridesInOrder() throws {
    #expect(try read(plain, "training.epochs=5", "training.epochs=6").training.epochs == 6)
  }

  @Test func keepsAHyperparameterThatAnOverrideLeavesUnused() throws {
    let spec = try read(sample, "model.0.conv.depth=64")
    #expect(spec.hyperparameters.map(\.name) == ["depth", "kernel", "rate"])
    let kept = try ExperimentSpec(text: spec.text, path: "kept", isKept: true)
    #expect(kept.parameters == spec.parameters)
    let error = #expect(throws: ExperimentError.self) {
      try read(sample, "model.0.conv.depth=64", "depth=3")
    }
    #expect(
      error?.description
        == #"depth=3: hyperparameter "depth" is used nowhere; accepted: $depth in dataset, model or training"#
    )
  }

  @Test func keepsATextThatReadsBackAsTheSameExperiment() throws {
    let changed = try read(
      sample, "depth=64", "rate=1e-3", "training.label_smoothing=0.10", "question='a \"b\": #c\\'",
      "tags=[a, 'b c', '3', é]")
    let again = try read(changed.text)
    #expect(again.parameters == changed.parameters)
    #expect(again.tags == ["a", "b c", "3", "é"])
    #expect(again.question == changed.question)
    #expect(again.text == changed.text)
    #expect(
      changed.text == #"""
        name: sample
        question: "a \"b\": #c\\"
        dataset: {name: shapes, train: 200, validation: 0.2}
        hyperparameters: {depth: 64, kernel: [5, 3], rate: 1e-3}
        model:
          - conv: {depth: $depth, kernel: $kernel, stride: [2, 3], padding: same, activation: relu}
          - max_pool: {size: 2}
          - dropout: 0.25
          - flatten
          - dense: {units: 10}
        training: {epochs: 3, batch: 16, optimizer: {adam: {learning_rate: $rate}}, seed: 7, label_smoothing: 0.10}
        tags: [a, "b c", "3", "é"]

        """#)
  }

  @Test(arguments: [
    (
      "depht=3",
      #"depht=3: no hyperparameter "depht"; did you mean "depth"? accepted: depth, kernel, rate (or a dotted key such as training.batch)"#
    ),
    (
      "epochs=3",
      #"epochs=3: no hyperparameter "epochs"; did you mean training.epochs?; accepted: depth, kernel, rate (or a dotted key such as training.batch)"#
    ),
    (
      "depth=0",
      "depth=0: model.0.conv.depth: found 0 (from $depth); accepted: a whole number from 1 to 1000000"
    ),
    (
      "depth=",
      #"depth=: "" is no value; accepted: a number, a word, [a, b] or {key: value}"#
    ),
    (
      "depth=[1", #"depth=[1: "[1" is no value; accepted: a number, a word, [a, b] or {key: value}"#
    ),
    ("=3", "=3: sets nothing; accepted: name=value"),
    (
      "training..batch=3",
      "training..batch=3: an empty name between dots; accepted: a name such as model.0.conv.depth"
    ),
    (
      "training.bach=3",
      #"training.bach=3: unknown key "bach"; did you mean "batch"? accepted: epochs, batch, optimizer, seed, label_smoothing, checkpoints, checkpoint_minutes, monitor, stop, early_stopping, kernels, class_accuracy"#
    ),
    (
      "training.batch.size=3",
      "training.batch.size=3: training.batch: found keys and values; accepted: a whole number from 1 to 1000000"
    ),
    (
      "training.optimizer.sgd.learning_rate=0.01",
      "training.optimizer.sgd.learning_rate=0.01: training.optimizer: found adam and sgd; accepted: one optimizer, such as adam or {adam: {learning_rate: 0.001}}"
    ),
    ("model.5.dense.units=3", #"model.5.dense.units=3: no item "5" in model; accepted: 0 to 4"#),
    (
      "model.0.convv.depth=3",
      "model.0.convv.depth=3: model.0: found 2 keys; accepted: one layer, such as conv: {depth: 32, kernel: 3}"
    ),
    (
      "trainin.batch=3",
      #"trainin.batch=3: unknown key "trainin"; did you mean "training"? accepted: name, question, dataset, hyperparameters, model, training, tags"#
    ),
  ])
  func saysWhatIsWrongWithAnOverride(override: String, expected: String) {
    let error = #expect(throws: ExperimentError.self) { try read(sample, override) }
    #expect(error?.description == expected)
    #expect(error?.isOverride == true)
  }
}
