/// One line for each run across an axis for each setting, the last of them usually the metric.
package struct ParallelChart: Sendable {
  /// An axis and what stands over it.
  package struct Dimension: Sendable, Hashable {
    package var title: String
    package var scale: AxisScale

    package init(_ title: String, scale: AxisScale = .linear) {
      self.title = title
      self.scale = scale
    }
  }

  /// A run's line: a value for each dimension, nil where it has none.
  package struct Line: Sendable, Hashable {
    package var name: String
    package var values: [ChartValue?]

    package init(_ name: String, _ values: [ChartValue?]) {
      self.name = name
      self.values = values
    }
  }

  package var dimensions: [Dimension]
  package var lines: [Line]

  /// Precondition: each line has one value for each dimension.
  package init(_ dimensions: [Dimension], _ lines: [Line]) {
    precondition(
      lines.allSatisfy { $0.values.count == dimensions.count },
      "lines of other than \(dimensions.count) values")
    self.dimensions = dimensions
    self.lines = lines
  }

  /// The chart as an SVG document; lines are coloured by the last dimension, blue (least) to orange.
  package func svg(_ options: SVGOptions = SVGOptions()) -> String {
    var svg = SVGText()
    let (top, bottom) = (56.0, options.height - 24)
    let axes = dimensions.enumerated().map { index, dimension in
      SettingAxis(
        covering: lines.compactMap { $0.values[index] }, scale: dimension.scale,
        count: max(2, Int((bottom - top) / 45)))
    }
    let gap = (options.width - 110) / Double(max(1, dimensions.count - 1))
    func left(_ index: Int) -> Double { 60 + gap * Double(index) }
    // The ones with the greatest values are drawn last, over the others.
    let positions = lines.map { line in
      line.values.indices.map { index in line.values[index].flatMap(axes[index].position) }
    }
    let order = lines.indices.sorted {
      (positions[$0].last.flatMap { $0 } ?? -1, $0) < (positions[$1].last.flatMap { $0 } ?? -1, $1)
    }
    for line in order {
      var path = ""
      var isJoined = false
      for (index, position) in positions[line].enumerated() {
        guard let position else {
          isJoined = false
          continue
        }
        let y = SVGText.number(bottom - position * (bottom - top))
        path += "\(isJoined ? "L" : "M")\(SVGText.number(left(index))) \(y)"
        isJoined = true
      }
      if path.isEmpty { continue }
      let color = positions[line].last.flatMap { $0 }.map(ValueColor.at) ?? "#858585"
      let values = zip(dimensions, lines[line].values).map { dimension, value in
        "\(dimension.title) \(value?.description ?? "–")"
      }
      svg.add(
        "path", ["class": "line thin", "stroke": color, "d": path],
        title: "\(lines[line].name): " + values.joined(separator: ", "))
    }
    for (index, dimension) in dimensions.enumerated() {
      let x = SVGText.number(left(index))
      let isFirst = index == 0
      svg.add(
        "path",
        ["class": "axis", "d": "M\(x) \(SVGText.number(top))V\(SVGText.number(bottom))"])
      // Neighbouring titles stand at two heights.
      svg.add(
        "text",
        [
          "class": "title", "x": x, "y": index.isMultiple(of: 2) ? "42" : "22",
          "text-anchor": isFirst ? "start" : index == dimensions.count - 1 ? "end" : "middle",
          "dx": isFirst ? "-40" : index == dimensions.count - 1 ? "40" : "0",
        ], SVGText.cut(dimension.title, to: gap * 1.7))
      for tick in axes[index].ticks {
        svg.add(
          "text",
          [
            "x": SVGText.number(left(index) - 6), "dy": "4", "text-anchor": "end",
            "y": SVGText.number(bottom - tick.position * (bottom - top)),
          ], SVGText.cut(tick.label, to: isFirst ? 50 : max(40, min(gap, 90) - 12)))
      }
    }
    let titles = dimensions.map(\.title).joined(separator: ", ")
    return ChartStyle.document(
      options, title: titles, description: "\(lines.count) runs", body: svg)
  }
}
