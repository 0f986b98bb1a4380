import Charts

extension Chart {
  /// The chart as a terminal shows it: heading, curves, axes and legend, within the destination's width
  /// and `height` lines. Without colours, or with more runs than colours, letters tell the runs apart.
  func lines(for destination: Destination, height: Int) -> [String] {
    let palette = destination.palette
    let width = max(20, (destination.width ?? 81) - 1)
    let isMarked = series.count > 1 && (!palette.isEnabled || series.count > SeriesColor.all.count)
    let legend = legendLines(
      width: width, limit: max(1, height / 4), isMarked: isMarked, palette: palette)
    let plot = plotLines(
      width: width, height: height - 1 - legend.count, isMarked: isMarked
    ) { part, text in
      switch part {
      case .axis: palette(.quiet, text)
      case .series(let index): palette(series: index, text)
      }
    }
    return [palette(.heading, heading.singleLine.truncated(to: width))] + plot + legend
  }

  /// The runs' names, as many to a line as fit; at most `limit` lines, the last of which tells how many
  /// are left out.
  private func legendLines(
    width: Int, limit: Int, isMarked: Bool, palette: Palette
  ) -> [String] {
    var lines: [(text: String, width: Int, count: Int)] = []
    for (index, series) in series.enumerated() {
      let mark = isMarked ? String(Chart.mark(of: index)) : "━━"
      let name = series.name.singleLine.truncated(to: min(40, width - 4))
      let wide = mark.displayWidth + 1 + name.displayWidth
      let text = palette(series: index, mark) + " " + name
      if let last = lines.last, last.width + 3 + wide <= width {
        lines[lines.count - 1] = (last.text + "   " + text, last.width + 3 + wide, last.count + 1)
      } else {
        lines.append((text, wide, 1))
      }
    }
    if lines.count <= limit { return lines.map(\.text) }
    let shown = lines.prefix(max(0, limit - 1))
    let hidden = series.count - shown.reduce(0) { $0 + $1.count }
    return shown.map(\.text) + [palette(.quiet, "and \(hidden) more")]
  }
}

extension Palette {
  /// A text in the colour of a series of a chart.
  func callAsFunction(series: Int, _ text: String) -> String {
    guard isEnabled, !text.isEmpty else { return text }
    return "\u{1B}[38;5;\(SeriesColor.of(series).terminal)m\(text)\u{1B}[0m"
  }
}
