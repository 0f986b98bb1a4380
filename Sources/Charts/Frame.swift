/// The rectangle a chart's values lie in, in the units of its SVG.
struct Frame {
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double

  /// Where a point lies; nil if an axis has no place for it.
  func place(_ point: ChartPoint, _ x: Axis, _ y: Axis) -> ChartPoint? {
    guard let across = x.position(point.x), let up = y.position(point.y) else { return nil }
    return ChartPoint(left + across * (right - left), bottom - up * (bottom - top))
  }

  /// Grid, axis lines, ticks and the horizontal axis' title.
  func draw(_ y: Axis, _ x: Axis, xTitle: String, in svg: inout SVGText) {
    drawVertical(y, in: &svg)
    var end = -Double.infinity
    for tick in x.ticks {
      guard let across = x.position(tick.value) else { continue }
      let place = left + across * (right - left)
      let half = SVGText.width(tick.label) / 2
      if place - half < end + 8 { continue }
      end = place + half
      drawTick(at: place, label: tick.label, in: &svg)
    }
    drawTitle(xTitle, in: &svg)
  }

  func drawVertical(_ y: Axis, in svg: inout SVGText) {
    for tick in y.ticks {
      guard let up = y.position(tick.value) else { continue }
      let place = SVGText.number(bottom - up * (bottom - top))
      svg.add(
        "path",
        ["class": "grid", "d": "M\(SVGText.number(left)) \(place)H\(SVGText.number(right))"])
      svg.add(
        "text",
        [
          "x": SVGText.number(left - 8), "y": place, "dy": "4", "text-anchor": "end",
        ], tick.label)
    }
    svg.add(
      "path",
      [
        "class": "axis",
        "d": "M\(SVGText.number(left)) \(SVGText.number(bottom))H\(SVGText.number(right))",
      ])
  }

  /// A tick of the horizontal axis.
  func drawTick(at place: Double, label: String, in svg: inout SVGText) {
    svg.add(
      "path", ["class": "axis", "d": "M\(SVGText.number(place)) \(SVGText.number(bottom))v5"])
    svg.add(
      "text",
      ["x": SVGText.number(place), "y": SVGText.number(bottom + 18), "text-anchor": "middle"],
      label)
  }

  func drawTitle(_ title: String, in svg: inout SVGText) {
    svg.add(
      "text",
      [
        "x": SVGText.number((left + right) / 2), "y": SVGText.number(bottom + 36),
        "text-anchor": "middle",
      ], title)
  }
}
