import ConvEngine
import Datasets
import Testing

@testable import Training

/// A small complete experiment; the tests vary it.
let sample = """
  name: sample
  question: What of it?
  dataset: {name: shapes, train: 200, validation: 0.2}
  hyperparameters: {depth: 8, kernel: [5, 3], rate: 0.001}
  model:
    - conv: {depth: $depth, kernel: $kernel, stride: [2, 3], padding: same, activation: relu}
    - max_pool: {size: 2}
    - dropout: 0.25
    - flatten
    - dense: {units: 10}
  training: {epochs: 3, batch: 16, optimizer: {adam: {learning_rate: $rate}}, seed: 7}
  tags: [baseline, small]

  """

func read(_ text: String, _ overrides: String...) throws -> ExperimentSpec {
  try ExperimentSpec(text: text, path: "x.yaml", overrides: overrides)
}

/// An experiment with these layers and nothing else of interest.
func model(_ layers: String...) -> String {
  "name: a\ndataset: shapes\nmodel:\n" + layers.map { "  - \($0)\n" }.joined()
    + "training: {epochs: 1}\n"
}

@Suite struct ExperimentReadingTests {
  @Test func readsEverySection() throws {
    let spec = try read(sample)
    #expect(spec.name == "sample")
    #expect(spec.question == "What of it?")
    #expect(spec.dataset == DatasetSettings(.shapes(train: 200), validation: 0.2))
    #expect(
      spec.network == [
        .conv(
          ConvSpec(
            depth: 8, kernel: Extent(5, 3), stride: Extent(2, 3), padding: .same, activation: .relu)
        ),
        .maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.25), .flatten,
        .dense(DenseSpec(units: 10)),
      ])
    #expect(
      spec.training
        == TrainingSettings(
          epochs: 3, batch: 16, optimizer: .adam(AdamSpec(learningRate: 0.001)), seed: 7))
    #expect(spec.tags == ["baseline", "small"])
    #expect(spec.networkSpec.input == ImageShape(height: 32, width: 32, channels: 3))
    #expect(spec.text == sample)
  }

  @Test func usesTheSpecsDefaultsWhereTheFileSaysNothing() throws {
    let spec = try read("name: a\ndataset: cifar10\nmodel: [flatten]\ntraining: {epochs: 2}")
    #expect(spec.training == TrainingSettings(epochs: 2))
    #expect(spec.training.monitor == "val_loss")
    #expect(spec.dataset == DatasetSettings(.cifar10, validation: 0.1))
    #expect(spec.question == nil)
    #expect(spec.tags == [])
  }

  @Test(arguments: [
    ("flatten", LayerSpec.flatten),
    ("flatten:", .flatten),
    ("global_average_pool", .globalAveragePool),
    ("max_pool", .maxPool(PoolSpec(size: Extent(2)))),
    ("max_pool: 3", .maxPool(PoolSpec(size: Extent(3)))),
    ("max_pool: [2, 3]", .maxPool(PoolSpec(size: Extent(2, 3)))),
    (
      "max_pool: {size: 3, stride: 2, padding: 1}",
      .maxPool(PoolSpec(size: Extent(3), stride: Extent(2), padding: .amount(Extent(1))))
    ),
    ("average_pool: {size: 2}", .averagePool(PoolSpec(size: Extent(2)))),
    ("dropout: 0", .dropout(rate: 0)),
    ("dropout: {rate: .5}", .dropout(rate: 0.5)),
    ("activation: leaky_relu", .activation(.leakyRelu)),
    ("dense: 10", .dense(DenseSpec(units: 10))),
    (
      "dense: {units: 4, bias: false, activation: gelu, initializer: he_normal}",
      .dense(DenseSpec(units: 4, bias: false, activation: .gelu, initializer: .heNormal))
    ),
    ("conv: {depth: 4, kernel: 3}", .conv(ConvSpec(depth: 4, kernel: Extent(3)))),
    (
      "conv: {depth: 7, kernel: [5, 3], padding: [1, 2], bias: no}",
      .conv(
        ConvSpec(depth: 7, kernel: Extent(5, 3), padding: .amount(Extent(1, 2)), bias: false))
    ),
  ])
  func readsALayer(text: String, expected: LayerSpec) throws {
    #expect(try read(model(text)).network == [expected])
  }

  @Test(arguments: [
    ("adam", OptimizerSpec.adam(AdamSpec())),
    ("{adam: }", .adam(AdamSpec())),
    ("adamw", .adamw(AdamSpec(weightDecay: 0.004))),
    ("{adamw: {weight_decay: 0}}", .adamw(AdamSpec(weightDecay: 0))),
    ("sgd", .sgd(SGDSpec())),
    (
      "{sgd: {learning_rate: 1e-1, momentum: 0.9, nesterov: true, weight_decay: 5e-4}}",
      .sgd(SGDSpec(learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4))
    ),
    (
      "{adam: {learning_rate: 3, beta1: 0, beta2: 0.99, epsilon: 1e-8}}",
      .adam(AdamSpec(learningRate: 3, beta1: 0, beta2: 0.99, epsilon: 1e-8))
    ),
  ])
  func readsAnOptimizer(text: String, expected: OptimizerSpec) throws {
    let text =
      "name: a\ndataset: shapes\nmodel: [flatten]\ntraining: {epochs: 1, optimizer: \(text)}"
    #expect(try read(text).training.optimizer == expected)
  }

  @Test func readsTheOtherTrainingKeys() throws {
    let spec = try read(
      "name: a\ndataset: shapes\nmodel: [flatten]\n"
        + "training: {epochs: 1, label_smoothing: 0.1, checkpoints: all, monitor: val_accuracy, "
        + "kernels: direct}")
    #expect(spec.training.labelSmoothing == 0.1)
    #expect(spec.training.checkpoints == .all)
    #expect(spec.training.monitor == "val_accuracy")
    #expect(spec.training.kernels == .direct)
  }

  @Test func readsWhenToStop() throws {
    let spec = try read(
      sample, "training.stop=[val_loss>2*min  for 3 epochs, train_accuracy < 0.2]",
      "training.early_stopping={patience: 4, min_delta: 0.001, monitor: val_accuracy}")
    #expect(
      spec.training.stop == [
        StopRule("val_loss", .greater, .init(factor: 2, past: .min), epochs: 3),
        StopRule("train_accuracy", .less, .init(offset: 0.2)),
      ])
    #expect(
      spec.training.earlyStopping
        == EarlyStopping(patience: 4, minDelta: 0.001, monitor: "val_accuracy"))
    let lines = spec.parameters.map { "\($0.name) \($0.value)" }
    #expect(lines.contains("training.stop val_loss > 2 * min for 3 epochs; train_accuracy < 0.2"))
    #expect(lines.contains("training.early_stopping.patience 4"))
    #expect(
      try read(sample, "training.early_stopping=7").training.earlyStopping
        == EarlyStopping(patience: 7, monitor: "val_loss"))
  }

  @Test func judgesByTrainingLossWithoutValidation() throws {
    let spec = try read(sample, "dataset.validation=0")
    #expect(spec.training.monitor == "train_loss")
  }

  @Test func recordsEachSettingOnce() throws {
    let parameters = try read(sample).parameters
    #expect(Set(parameters.map(\.name)).count == parameters.count)
    let lines = parameters.map { "\($0.name) \($0.value)" }
    #expect(
      lines == [
        "depth 8", "kernel 5x3", "rate 0.001",
        "dataset.name shapes", "dataset.train 200", "dataset.test 1000", "dataset.seed 1",
        "dataset.validation 0.2",
        "model.0.conv.depth 8", "model.0.conv.kernel 5x3", "model.0.conv.stride 2x3",
        "model.0.conv.padding same", "model.0.conv.bias true", "model.0.conv.activation relu",
        "model.0.conv.initializer glorot_uniform",
        "model.1.max_pool.size 2", "model.1.max_pool.stride 2", "model.1.max_pool.padding valid",
        "model.2.dropout.rate 0.25", "model.3 flatten",
        "model.4.dense.units 10", "model.4.dense.bias true", "model.4.dense.activation linear",
        "model.4.dense.initializer glorot_uniform",
        "training.epochs 3", "training.batch 16", "training.optimizer adam",
        "training.learning_rate 0.001", "training.beta1 0.9", "training.beta2 0.999",
        "training.epsilon 1e-07", "training.weight_decay 0", "training.seed 7",
        "training.label_smoothing 0", "training.checkpoints best_and_last",
        "training.checkpoint_minutes 10",
        "training.monitor val_loss", "training.stop never", "training.early_stopping never",
        "training.kernels automatic", "training.class_accuracy false",
      ])
    #expect(parameters[0].value == .number(8, text: "8"))
    #expect(parameters[2].value == .number(0.001, text: "0.001"))
  }

  @Test(arguments: ["cifar10-cnn", "cifar10-mlp", "cifar10-stride", "shapes-quick"])
  func readsTheShippedExperiments(name: String) throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let spec = try ExperimentSpec(contentsOf: "/\(root)/experiments/\(name).yaml")
    #expect(spec.name == name)
    #expect(spec.question != nil)
    #expect(spec.training.batch == 32)
  }
}
