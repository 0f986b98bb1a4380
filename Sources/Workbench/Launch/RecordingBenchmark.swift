import Foundation
package import RunStore

/// What it takes to record an epoch, whole transactions in a database of its own.
package struct RecordingBenchmark: Codable, Sendable, Hashable {
  /// Milliseconds that half, and 99 in 100, of the epochs took at most.
  package struct Latency: Codable, Sendable, Hashable {
    package let median: Double
    package let p99: Double
  }

  /// Of an epoch's metrics alone.
  package let epochMilliseconds: Latency
  /// Of metrics, weights and the optimiser's two moments.
  package let checkpointMilliseconds: Latency
  /// Of the tensors written with it.
  package let checkpointBytes: Int

  /// Metrics of an epoch.
  package static let metrics = 20

  /// - Parameters:
  ///   - folder: where the database is made, and left.
  ///   - parameters: numbers in each of the three tensors.
  ///   - environment: what the run is recorded with.
  package init(
    folder: String, parameters: Int, environment: RunEnvironment, epochs: Int = 1000,
    checkpoints: Int = 20
  ) throws {
    let store = try RunStore(path: folder + "/recording.sqlite")
    let start = Date()
    let run = try store.createRun(
      NewRun(
        experiment: "recording", experimentText: "", commandLine: [], seed: 1, params: [],
        environment: environment,
        dataset: DatasetInfo(
          name: "none", fingerprint: "", train: 0, validation: 0, test: 0, classNames: []),
        model: ModelInfo(parameters: parameters, mflop: 0), startedAt: start))
    var epoch = 0
    func record(_ tensors: [StoredTensor]) throws -> Double {
      epoch += 1
      let values = (0..<Self.metrics).map { index in
        (name: "metric_\(index)", value: 1 / Double(epoch + index))
      }
      let checkpoint = tensors.isEmpty ? nil : NewCheckpoint(tensors: tensors)
      let clock = ContinuousClock()
      let taken = try clock.measure {
        try store.recordEpoch(
          run, epoch: epoch, metrics: values, checkpoint: checkpoint, at: start)
      }
      return 1000 * (taken / .seconds(1))
    }
    // The first ones fill caches.
    for _ in 0..<10 { _ = try record([]) }
    epochMilliseconds = Latency(try (0..<epochs).map { _ in try record([]) })
    // Other bytes each time: equal tensors are stored once.
    var tensors = ["weights", "first moment", "second moment"].map { name in
      StoredTensor(
        name: name, shape: [parameters], bytes: [UInt8](repeating: 0, count: 4 * parameters))
    }
    checkpointMilliseconds = Latency(
      try (0..<checkpoints).map { round in
        for index in tensors.indices {
          var bytes = tensors[index].bytes
          for place in stride(from: 0, to: bytes.count, by: 4096) {
            bytes[place] = UInt8(round + 1)
          }
          bytes[1] = UInt8(index)
          tensors[index] = StoredTensor(
            name: tensors[index].name, shape: [parameters], bytes: bytes)
        }
        return try record(tensors)
      })
    checkpointBytes = tensors.reduce(0) { $0 + $1.bytes.count }
    try store.finish(run, status: .finished, at: start)
  }
}

extension RecordingBenchmark.Latency {
  fileprivate init(_ times: [Double]) {
    let sorted = times.sorted()
    self.init(median: sorted[sorted.count / 2], p99: sorted[sorted.count * 99 / 100])
  }
}
