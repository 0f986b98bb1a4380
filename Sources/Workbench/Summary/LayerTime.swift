package import RunStore
import Foundation
import Training

/// What a part of a profiled run's training steps took in the last epoch.
package struct LayerTime: Sendable, Hashable {
  /// A layer, or another part of the steps.
  package let part: String
  /// Microseconds of a thread for an image; nil where the part has no such pass.
  package let forward, backward: Double?

  /// The parts of a run, in the order of their numbers; none of a run that was not profiled.
  package static func all(of run: RunRecord) -> [LayerTime] {
    let parts = Set(run.metrics.keys.compactMap { PassTime(metric: $0)?.part })
    return parts.sorted { $0.compare($1, options: .numeric) == .orderedAscending }.map { part in
      LayerTime(
        part: part, forward: run.metrics[PassTime(part, .forward).metric]?.last,
        backward: run.metrics[PassTime(part, .backward).metric]?.last)
    }
  }

  /// Whether a metric is such a time.
  package static func isTime(metric: String) -> Bool { PassTime(metric: metric) != nil }
}
