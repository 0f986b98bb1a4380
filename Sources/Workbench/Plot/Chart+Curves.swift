package import Charts
package import RunStore

/// What the horizontal axis of a metric's chart counts.
package enum CurveAxis: String, CaseIterable, Sendable {
  case epoch
  /// The time since the start of the run; epochs whose time was not kept are left out.
  case seconds
}

extension Chart {
  /// The curves of a metric. Where the longest lasts for minutes or hours, seconds are shown as such.
  package init(_ metric: String, _ curves: [RunCurve], by axis: CurveAxis = .epoch) {
    let longest = curves.flatMap(\.points).compactMap(\.seconds).max() ?? 0
    let (unit, length) =
      switch (axis, longest) {
      case (.epoch, _): ("epoch", 1.0)
      case (.seconds, ..<180): ("seconds", 1.0)
      case (.seconds, ..<10_800): ("minutes", 60.0)
      case (.seconds, _): ("hours", 3600.0)
      }
    self.init(
      metric, by: unit,
      curves.map { curve in
        Series(
          curve.name,
          curve.points.compactMap { point in
            switch axis {
            case .epoch: ChartPoint(Double(point.epoch), point.value)
            case .seconds: point.seconds.map { ChartPoint($0 / length, point.value) }
            }
          })
      })
  }
}
