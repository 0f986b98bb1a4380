/// Curves over a common axis: a metric of several runs by epoch.
package struct Chart: Sendable {
  /// What is drawn upwards: `val_accuracy`.
  package var title: String
  /// What is drawn to the right: `epoch`.
  package var xTitle: String
  package var series: [Series]
  package var yScale = AxisScale.linear
  /// The weight of `Series.smoothed`, in 0..<1.
  package var smoothing = 0.0

  package init(_ title: String, by xTitle: String, _ series: [Series]) {
    self.title = title
    self.xTitle = xTitle
    self.series = series
  }

  /// The series as the bold lines show them.
  var shown: [Series] { series.map { $0.smoothed(smoothing) } }

  /// `val_accuracy by epoch, smoothed 0.6`.
  package var heading: String {
    "\(title) by \(xTitle)" + (yScale == .log ? ", log scale" : "")
      + (smoothing > 0 ? ", smoothed \(NumberText.short(smoothing))" : "")
  }

  /// - Parameter count: about how many ticks there is room for.
  func xAxis(count: Int) -> Axis {
    let values = series.flatMap(\.points).filter { hasPlace($0) }.map(\.x)
    let isWhole = values.allSatisfy { $0 == $0.rounded() }
    return Axis(covering: values, count: count, isWhole: isWhole, isTight: true)
  }

  func yAxis(count: Int) -> Axis {
    Axis(
      covering: series.flatMap(\.points).filter { hasPlace($0) }.map(\.y), scale: yScale,
      count: count)
  }

  /// Whether a point can be drawn.
  func hasPlace(_ point: ChartPoint) -> Bool {
    point.isFinite && (yScale == .linear || point.y > 0)
  }

  /// How many values a logarithmic axis leaves out because they are not above zero.
  package var valuesWithoutPlace: Int {
    series.reduce(0) { sum, series in
      sum + series.points.count { $0.isFinite && !hasPlace($0) }
    }
  }
}
