/// A place in a chart. A coordinate that is not finite is a gap.
package struct ChartPoint: Sendable, Hashable {
  package var x: Double
  package var y: Double

  package init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// The values of one run, in the order they are joined by a line.
package struct Series: Sendable, Hashable {
  /// What the legend calls it, in plain text.
  package var name: String
  package var points: [ChartPoint]

  package init(_ name: String, _ points: [ChartPoint]) {
    self.name = name
    self.points = points
  }

  /// One value for each of 1, 2, 3, …
  package init(_ name: String, values: [Double]) {
    self.init(name, values.enumerated().map { ChartPoint(Double($0 + 1), $1) })
  }

  /// The points without the gaps: each run of neighbours that are finite, and fit `isShown`.
  func pieces(where isShown: (ChartPoint) -> Bool = { _ in true }) -> [ArraySlice<ChartPoint>] {
    points.split { !$0.isFinite || !isShown($0) }
  }
}
