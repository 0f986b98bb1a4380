/// One dot for each run: a metric over a setting.
package struct ScatterChart: Sendable {
  /// A run's dot.
  package struct Dot: Sendable, Hashable {
    package var x: ChartValue
    package var y: Double
    /// What the pointer shows first.
    package var name: String
    /// Which colour: runs of one group share it.
    package var group: Int

    package init(x: ChartValue, y: Double, name: String, group: Int = 0) {
      self.x = x
      self.y = y
      self.name = name
      self.group = group
    }
  }

  package var title: String
  package var xTitle: String
  package var dots: [Dot]
  package var xScale = AxisScale.linear
  package var yScale = AxisScale.linear

  package init(_ title: String, by xTitle: String, _ dots: [Dot]) {
    self.title = title
    self.xTitle = xTitle
    self.dots = dots
  }

  /// The chart as an SVG document. Dots without a finite metric are left out; so many are told.
  package func svg(_ options: SVGOptions = SVGOptions(width: 480, height: 320)) -> String {
    var svg = SVGText()
    let y = Axis(covering: dots.map(\.y), scale: yScale, count: max(2, Int(options.height / 55)))
    let labels = y.ticks.map(\.label).map(SVGText.width).max() ?? 0
    let frame = Frame(
      left: 20 + labels, right: options.width - 20, top: 40, bottom: options.height - 48)
    let wide = frame.right - frame.left
    let x = SettingAxis(covering: dots.map(\.x), scale: xScale, count: max(2, Int(wide / 80)))
    let heading = "\(title) by \(xTitle)"
    svg.add(
      "text", ["class": "title", "x": "16", "y": "24"],
      SVGText.cut(heading, to: (options.width - 32) * 0.85))
    frame.drawVertical(y, in: &svg)
    var end = -Double.infinity
    for tick in x.ticks {
      let place = frame.left + tick.position * wide
      let label = SVGText.cut(tick.label, to: 120)
      if place - SVGText.width(label) / 2 < end + 8 { continue }
      end = place + SVGText.width(label) / 2
      frame.drawTick(at: place, label: label, in: &svg)
    }
    frame.drawTitle(xTitle, in: &svg)
    var without = 0
    for dot in dots {
      guard let across = x.position(dot.x), let up = y.position(dot.y) else {
        without += 1
        continue
      }
      svg.add(
        "circle",
        [
          "class": "spot \(ChartStyle.seriesClass(dot.group))", "fill-opacity": "0.7", "r": "4",
          "cx": SVGText.number(frame.left + across * wide),
          "cy": SVGText.number(frame.bottom - up * (frame.bottom - frame.top)),
        ],
        title: "\(dot.name): \(xTitle) \(dot.x.description), "
          + "\(title) \(NumberText.short(dot.y, digits: 5))")
    }
    let missing = without == 0 ? "" : ", \(without) without a value"
    return ChartStyle.document(
      options, title: heading, description: "\(dots.count) runs\(missing)", body: svg)
  }
}
