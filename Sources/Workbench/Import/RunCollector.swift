import Foundation
import RunStore

/// Puts runs together out of rows, each of which has a value; numbers take 16 bytes each.
struct RunCollector {
  fileprivate struct Curve {
    var epochs: [Int] = []
    var values: [Double] = []
    var isSorted = true
  }

  private let path: String
  private var runs: [ImportedRun] = []
  private var curves: [[String: Curve]] = []
  private var index: [String: Int] = [:]
  /// The run of the last row: rows of a run come together.
  private var current: (id: String, index: Int)?

  init(path: String) { self.path = path }

  /// The place of a run, for `add`.
  /// - Parameter make: what else is known of it, asked at its first row.
  mutating func run(_ id: String, _ make: () throws -> ImportedRun) rethrows -> Int {
    if let current, current.id == id { return current.index }
    if let known = index[id] {
      current = (id, known)
      return known
    }
    runs.append(try make())
    curves.append([:])
    index[id] = runs.count - 1
    current = (id, runs.count - 1)
    return runs.count - 1
  }

  /// Adds a value.
  mutating func add(_ metric: String, epoch: Int, _ value: Double, to run: Int) {
    curves[run][metric, default: Curve()].add(value, epoch: epoch)
  }

  /// Says when an epoch was recorded.
  mutating func set(time: Timestamp, of epoch: Int, of run: Int) { runs[run].times[epoch] = time }

  /// Sets a parameter.
  mutating func set(_ value: ParamValue, of param: String, of run: Int) {
    runs[run].params[param] = value
  }

  /// The runs with their curves, in the order of their first rows.
  consuming func finish() throws -> [ImportedRun] {
    for index in runs.indices {
      runs[index].curves = try curves[index].sorted { $0.key < $1.key }.map { metric, curve in
        let sorted = curve.sorted
        if let epoch = zip(sorted.epochs, sorted.epochs.dropFirst()).first(where: { $0 == $1 })?.0 {
          throw ImportError.contradiction(
            path: path,
            found: "run \(runs[index].name ?? ""): \(metric) of epoch \(epoch) is there twice; "
              + "accepted: once")
        }
        return MetricCurve(metric: metric, epochs: sorted.epochs, values: sorted.values)
      }
      curves[index] = [:]
    }
    return runs
  }
}

extension RunCollector.Curve {
  fileprivate mutating func add(_ value: Double, epoch: Int) {
    if let last = epochs.last, last >= epoch { isSorted = false }
    epochs.append(epoch)
    values.append(value)
  }

  fileprivate var sorted: Self {
    if isSorted { return self }
    let order = epochs.indices.sorted { epochs[$0] < epochs[$1] }
    return Self(epochs: order.map { epochs[$0] }, values: order.map { values[$0] })
  }
}
