import ConvEngine
package import RunStore
import Training

/// Whether a run that was run again came out the same, bit for bit: the metrics of each epoch but those
/// that measure time, and the weights of each checkpoint that both kept.
package struct ReproductionReport: Codable, Sendable, Hashable {
  /// One of the two runs.
  package struct Run: Codable, Sendable, Hashable {
    package let id: RunIdentifier
    package let name: String
  }

  /// A metric of an epoch that differs; nil where a run has no such value.
  package struct MetricDifference: Codable, Sendable, Hashable {
    package let epoch: Int
    package let metric: String
    package let recorded, reproduced: Double?
  }

  /// A tensor of a checkpoint that differs.
  package struct TensorDifference: Codable, Sendable, Hashable {
    package let epoch: Int
    package let tensor: String
    /// Numbers in it, and how many of them differ.
    package let numbers, differing: Int
    /// The greatest distance between two of them; NaN where one is no number.
    package let greatest: Double
  }

  /// Something recorded with a run that its bits may depend on, and that is not what it was.
  package struct Change: Codable, Sendable, Hashable {
    package let condition: String
    /// nil where nothing of the kind is known.
    package let recorded, reproduced: String?
  }

  /// Nothing differs.
  package let identical: Bool
  package let run, reproduction: Run
  /// Epochs of the first run.
  package let epochs: Int
  /// What was compared.
  package let values, tensors: Int
  /// By epoch, then in the order in which training records metrics.
  package let firstMetric: MetricDifference?
  /// By epoch, then in the order of the network.
  package let firstTensor: TensorDifference?
  /// Which conditions changed, whether or not it mattered.
  package let changed: [Change]

  /// - Parameter again: the run that repeats `first`, or was to.
  package init(of first: RunRecord, again: RunRecord, in store: RunStore) throws {
    run = Run(id: first.id, name: first.name)
    reproduction = Run(id: again.id, name: again.name)
    let old = try Values(of: first.id, in: store)
    let new = try Values(of: again.id, in: store)
    epochs = old.last
    values = old.count
    firstMetric = old.firstDifference(from: new)
    (tensors, firstTensor) = try Self.compareTensors(first, again, in: store)
    identical = firstMetric == nil && firstTensor == nil
    changed = Self.changes(from: first, to: again)
  }

  /// The first epoch of which something differs; nil if nothing does.
  package var firstEpoch: Int? {
    [firstMetric?.epoch, firstTensor?.epoch].compactMap { $0 }.min()
  }

  private static func compareTensors(
    _ first: RunRecord, _ again: RunRecord, in store: RunStore
  ) throws -> (compared: Int, difference: TensorDifference?) {
    let shared = Set(again.checkpoints.map(\.epoch))
    var compared = 0
    for epoch in Set(first.checkpoints.map(\.epoch)).intersection(shared).sorted() {
      let old = try store.tensors(of: first.id, .epoch(epoch)).tensors
      let new = try store.tensors(of: again.id, .epoch(epoch)).tensors
      compared += old.count
      let digests = Dictionary(
        new.map { ($0.name, $0.sha256) }, uniquingKeysWith: { first, _ in first })
      guard let tensor = old.first(where: { digests[$0.name] != $0.sha256 }) else { continue }
      return (
        compared,
        TensorDifference(
          epoch: epoch, tensor: tensor.name,
          try store.numbers(of: tensor.name, first.id, epoch: epoch),
          try store.numbers(of: tensor.name, again.id, epoch: epoch))
      )
    }
    return (compared, nil)
  }
}

extension ReproductionReport.TensorDifference {
  fileprivate init(epoch: Int, tensor: String, _ old: [Float], _ new: [Float]) {
    let pairs = zip(old, new).filter { $0.bitPattern != $1.bitPattern }
    self.init(
      epoch: epoch, tensor: tensor, numbers: old.count,
      differing: pairs.count + abs(old.count - new.count),
      greatest: pairs.reduce(0) { greatest, pair in
        let distance = abs(Double(pair.0) - Double(pair.1))
        // Unlike max, which forgets what is no number.
        return distance.isNaN || greatest.isNaN ? .nan : Swift.max(greatest, distance)
      })
  }
}

/// A run's values by epoch and metric, without those that measure time.
private struct Values {
  private var values: [Int: [String: Double]] = [:]

  init(of run: RunIdentifier, in store: RunStore) throws {
    var values: [Int: [String: Double]] = [:]
    try store.history(of: [run]) { point in
      if Metric.isTiming(point.metric) { return }
      values[point.epoch, default: [:]][point.metric] = point.value
    }
    self.values = values
  }

  var last: Int { values.keys.max() ?? 0 }
  var count: Int { values.values.reduce(0) { $0 + $1.count } }

  func firstDifference(from other: Values) -> ReproductionReport.MetricDifference? {
    for epoch in Set(values.keys).union(other.values.keys).sorted() {
      let (old, new) = (values[epoch] ?? [:], other.values[epoch] ?? [:])
      for metric in Metric.inOrder(Set(old.keys).union(new.keys))
      where !Self.isSame(old[metric], new[metric]) {
        return .init(
          epoch: epoch, metric: metric, recorded: old[metric], reproduced: new[metric])
      }
    }
    return nil
  }

  /// The store keeps one NaN only.
  private static func isSame(_ old: Double?, _ new: Double?) -> Bool {
    guard let old, let new else { return old == nil && new == nil }
    return old.isNaN && new.isNaN || old.bitPattern == new.bitPattern
  }
}

extension RunStore {
  /// The numbers of one tensor of a checkpoint; none if it has no such tensor.
  fileprivate func numbers(
    of name: String, _ run: RunIdentifier, epoch: Int
  ) throws -> [Float] {
    try checkpoint(run, .epoch(epoch)).tensors.first { $0.name == name }
      .flatMap { NamedTensor($0) }?.values ?? []
  }
}
