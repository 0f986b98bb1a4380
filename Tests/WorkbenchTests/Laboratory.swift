import ConvEngine
import Datasets
import Foundation
import RunStore
import TestSupport
import Training

@testable import Workbench

/// A store in a folder of its own, and a small experiment to fill it.
struct Laboratory {
  let folder: TemporaryFolder
  let store: RunStore

  init() throws {
    folder = try TemporaryFolder()
    store = try RunStore(path: folder.path("runs.sqlite"))
  }

  /// 180 pictures to learn from, 20 to validate with, 50 to test with; 6 steps an epoch.
  static let text = """
    name: small
    dataset: {name: shapes, train: 200, test: 50, validation: 0.1}
    hyperparameters: {depth: 4, rate: 0.01}
    model:
      - conv: {depth: $depth, kernel: 3, stride: 2, activation: relu}
      - max_pool
      - dropout: 0.1
      - flatten
      - dense: 10
    training: {epochs: 3, batch: 32, optimizer: {adam: {learning_rate: $rate}}, seed: 5}
    tags: [small]
    """

  /// An override whose second convolution has a shape for Winograd's tiles.
  static let tiledModel =
    "model=[conv: {depth: 16, kernel: 3}, conv: {depth: 16, kernel: 3, stride: 1}, max_pool: 4, "
    + "flatten, dense: 10]"

  static func experiment(_ overrides: String...) throws -> ExperimentSpec {
    try ExperimentSpec(text: text, path: "small.yaml", overrides: overrides)
  }

  /// Nothing here is read from files, and the time is always the same.
  func options(threads: Int = 2) -> LaunchOptions {
    var options = LaunchOptions(
      data: DataLocation(explicit: folder.path), execution: ExecutionOptions(threads: threads),
      commandLine: ["convoy", "run", "small.yaml"])
    options.folder = folder.path
    options.now = { Date(timeIntervalSince1970: 1_800_000_000) }
    return options
  }

  @discardableResult
  func run(_ overrides: String..., threads: Int = 2) throws -> RunRecord {
    let experiment = try ExperimentSpec(
      text: Self.text, path: "small.yaml", overrides: overrides)
    return try Launch(experiment, options: options(threads: threads)).run(in: store)
  }

  /// CIFAR-10's six files with a few black pictures each.
  func makeCIFAR10(imagesPerFile: Int) throws {
    for name in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
      try Data(repeating: 0, count: imagesPerFile * 3073)
        .write(to: URL(fileURLWithPath: folder.path(name)))
    }
  }

  func evaluate(
    _ run: RunRecord, _ checkpoint: CheckpointChoice = .best, _ split: ImageSplit = .test
  ) throws -> EvaluationReport {
    try RunEvaluation(
      of: run.id, checkpoint: checkpoint, split: split,
      data: DataLocation(explicit: folder.path)
    ).report(from: store)
  }
}
