/// The names of the series beside strokes in their colours, in as many rows as they need.
struct Legend {
  private struct Entry {
    let series: Int
    let name: String
    let shown: String
    let left: Double
    let row: Int
  }

  private var entries: [Entry] = []
  private var hidden = 0
  private var rows = 0

  private static let rowHeight = 20.0
  /// More than these go unnamed here; their lines still tell their names under the pointer.
  private static let most = 24

  /// One series needs no legend, but its name is shown all the same.
  init(names: [String], width: Double) {
    var left = 0.0
    var row = 0
    for (series, name) in names.prefix(Legend.most).enumerated() {
      let shown = SVGText.cut(name, to: min(300, width - 30))
      let wide = 30 + SVGText.width(shown) + 14
      if left > 0, left + wide > width {
        left = 0
        row += 1
      }
      entries.append(Entry(series: series, name: name, shown: shown, left: left, row: row))
      left += wide
    }
    hidden = max(0, names.count - Legend.most)
    rows = entries.isEmpty ? 0 : row + 1 + (hidden > 0 ? 1 : 0)
  }

  var height: Double { Double(rows) * Legend.rowHeight + (rows > 0 ? 6 : 0) }

  func draw(top: Double, in svg: inout SVGText) {
    for entry in entries {
      let y = top + Double(entry.row) * Legend.rowHeight + 12
      let line = "M\(SVGText.number(16 + entry.left)) \(SVGText.number(y))h22"
      let style = "line \(ChartStyle.seriesClass(entry.series))"
      if let dashes = SeriesColor.dashes(of: entry.series) {
        svg.add("path", ["class": style, "stroke-dasharray": dashes, "d": line])
      } else {
        svg.add("path", ["class": style, "d": line])
      }
      let label: KeyValuePairs = [
        "x": SVGText.number(16 + entry.left + 28), "y": SVGText.number(y + 4),
      ]
      svg.add("text", label, entry.shown)
    }
    if hidden > 0 {
      let y = top + Double(rows - 1) * Legend.rowHeight + 16
      svg.add("text", ["x": "16", "y": SVGText.number(y)], "and \(hidden) more")
    }
  }
}
