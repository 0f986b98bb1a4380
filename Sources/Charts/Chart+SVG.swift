extension Chart {
  /// The chart as an SVG document, also fit to stand within an HTML page. Values show under the pointer;
  /// the colours follow the reader's light or dark scheme; there is no script.
  package func svg(_ options: SVGOptions = SVGOptions()) -> String {
    var svg = SVGText()
    let legend = Legend(names: series.map(\.name), width: options.width - 32)
    let y = yAxis(count: max(2, Int((options.height - legend.height) / 55)))
    let labels = y.ticks.map(\.label).map(SVGText.width).max() ?? 0
    let frame = Frame(
      left: 20 + labels, right: options.width - 20, top: 40,
      bottom: options.height - 48 - legend.height)
    let x = xAxis(count: max(2, Int((frame.right - frame.left) / 80)))
    svg.add("text", ["class": "title", "x": "16", "y": "24"], heading)
    frame.draw(y, x, xTitle: xTitle, in: &svg)
    for (index, smooth) in shown.enumerated() {
      if smoothing > 0 {
        drawLine(series[index], index, style: "line faint", frame, x, y, in: &svg)
      }
      drawLine(smooth, index, style: "line", frame, x, y, in: &svg)
    }
    for (index, series) in series.enumerated() { drawSpots(series, index, frame, x, y, in: &svg) }
    legend.draw(top: options.height - legend.height - 4, in: &svg)
    return ChartStyle.document(options, title: heading, description: summary, body: svg)
  }

  /// The chart in words, for those who do not see it.
  private var summary: String {
    series.prefix(20).map { series in
      let values = series.points.map(\.y).filter(\.isFinite)
      guard let first = values.first, let last = values.last else {
        return "\(series.name): no values"
      }
      return "\(series.name): \(values.count) values, first \(NumberText.short(first)), "
        + "last \(NumberText.short(last)), least \(NumberText.short(values.min() ?? first)), "
        + "greatest \(NumberText.short(values.max() ?? first))"
    }.joined(separator: "; ")
  }

  private func drawLine(
    _ series: Series, _ index: Int, style: String, _ frame: Frame, _ x: Axis, _ y: Axis,
    in svg: inout SVGText
  ) {
    var path = ""
    for piece in series.pieces(where: hasPlace) {
      let places = piece.compactMap { frame.place($0, x, y) }
      // A line of no length is drawn as a dot by its round ends.
      let line = places.count == 1 ? places + places : thinned(places)
      path +=
        "M"
        + line.map { "\(SVGText.number($0.x)) \(SVGText.number($0.y))" }
        .joined(separator: "L")
    }
    if path.isEmpty { return }
    let style = "\(style) \(ChartStyle.seriesClass(index))"
    if let dashes = SeriesColor.dashes(of: index) {
      svg.add(
        "path", ["class": style, "stroke-dasharray": dashes, "d": path], title: series.name)
    } else {
      svg.add("path", ["class": style, "d": path], title: series.name)
    }
  }

  /// Of neighbours that share a pixel's column, the first, lowest, highest and last.
  private func thinned(_ places: [ChartPoint]) -> [ChartPoint] {
    if places.count < 2000 { return places }
    var result: [ChartPoint] = []
    var start = 0
    while start < places.count {
      let column = places[start].x.rounded(.down)
      let end = places[start...].firstIndex { $0.x.rounded(.down) != column } ?? places.count
      let range = start..<end
      let low = range.min { places[$0].y < places[$1].y } ?? start
      let high = range.max { places[$0].y < places[$1].y } ?? start
      for index in Set([start, low, high, end - 1]).sorted() { result.append(places[index]) }
      start = end
    }
    return result
  }

  /// Invisible discs that tell their value under the pointer: at every point, or evenly at some where
  /// there are many.
  private func drawSpots(
    _ series: Series, _ index: Int, _ frame: Frame, _ x: Axis, _ y: Axis, in svg: inout SVGText
  ) {
    let most = min(200, max(20, 2000 / self.series.count))
    let step = (series.points.count + most - 1) / most
    let chosen = series.points.enumerated().filter { $0.offset.isMultiple(of: max(1, step)) }
    let points = chosen.map(\.element).filter(hasPlace)
    for point in points {
      guard let place = frame.place(point, x, y) else { continue }
      svg.add(
        "circle",
        [
          "class": "hit \(ChartStyle.seriesClass(index))", "cx": SVGText.number(place.x),
          "cy": SVGText.number(place.y), "r": "5",
        ],
        title: "\(series.name), \(xTitle) \(NumberText.short(point.x, digits: 6)): "
          + NumberText.short(point.y, digits: 5))
    }
  }
}
