import Foundation
import RunStore

/// Three small runs: a finished network, a finished perceptron, a failed run with a hostile name.
enum SampleRuns {
  static let start = Date(timeIntervalSince1970: 1_800_000_000.125)

  static func record(in path: String) throws {
    let store = try RunStore(path: path)
    try record(
      "cnn-1", tags: ["baseline", "kind=cnn"], depth: "32", parameters: 1_250_858, hour: 0,
      accuracies: [0.5, 0.7, 0.65], test: true, in: store)
    try record(
      "mlp-1", tags: [], depth: "none", parameters: 1_841_162, hour: 1, accuracies: [0.4, 0.45],
      test: true, in: store)
    let run = try record(
      "wild \"run\", 日本", tags: ["x"], depth: "64", parameters: 1, hour: 2, accuracies: [.nan],
      test: false, in: store)
    _ = run
  }

  @discardableResult
  private static func record(
    _ name: String, tags: [String], depth: String, parameters: Int, hour: Double,
    accuracies: [Double], test: Bool, in store: RunStore
  ) throws -> RunIdentifier {
    let start = start + 3600 * hour
    let run = try store.createRun(
      NewRun(
        name: name, experiment: "sample", experimentText: "name: sample\n",
        commandLine: ["convoy", "run", "sample.yaml", "note=two words"], tags: tags,
        note: hour == 0 ? "the first" : nil, seed: 1,
        params: [
          ("depth", ParamValue(parsing: depth)), ("training.batch", ParamValue(parsing: "32")),
          ("training.epochs", ParamValue(parsing: "3")),
          ("learning_rate", ParamValue(parsing: "1e-3")),
        ],
        environment: RunEnvironment(
          host: "host", os: "Linux", cpu: "a processor", isa: "avx2", threads: 2, swift: "6.3.1",
          convoy: "0.1.0", git: .init(commit: String(repeating: "ab", count: 20), dirty: true)),
        dataset: DatasetInfo(
          name: "shapes", fingerprint: String(repeating: "0f", count: 32), train: 3600,
          validation: 400, test: 1000, classNames: ["disc", "ring"]),
        model: ModelInfo(parameters: parameters, mflop: 79.64), startedAt: start))
    for (index, accuracy) in accuracies.enumerated() {
      var metrics = [
        (name: "train_loss", value: 1 / Double(index + 1)), ("val_loss", 1 - accuracy),
        ("val_accuracy", accuracy), ("learning_rate", 0.001), ("epoch_seconds", 10.5),
      ]
      if test, index == accuracies.count - 1 { metrics.append(("test_accuracy", accuracy - 0.01)) }
      let tensor = StoredTensor(
        name: "dense_1.kernel", shape: [2, 3], bytes: [UInt8](repeating: UInt8(index), count: 24))
      try store.recordEpoch(
        run, epoch: index + 1, metrics: metrics, checkpoint: NewCheckpoint(tensors: [tensor]),
        at: start + 11 * Double(index + 1))
    }
    let isHealthy = !accuracies.contains(where: \.isNaN)
    try store.finish(
      run, status: isHealthy ? .finished : .failed,
      message: isHealthy ? nil : "epoch 1: val_loss is NaN",
      at: start + 11 * Double(accuracies.count) + 0.5)
    return run.id
  }
}

/// Gives `body` a `convoy` in a fresh folder whose `convoy.sqlite` holds the sample runs.
func withSampleRuns(_ body: (Program) throws -> Void) throws {
  try withProgram { convoy in
    try SampleRuns.record(in: convoy.folder + "/convoy.sqlite")
    try body(convoy)
  }
}
