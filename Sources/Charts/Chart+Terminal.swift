/// What a part of a chart in a terminal is, for whoever colours it.
package enum PlotPart: Sendable, Hashable {
  case axis
  /// The number of a series.
  case series(Int)
}

extension Chart {
  /// The letter a series is marked with where there are no colours: A, B, …
  package static func mark(of series: Int) -> Character {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return letters[series % letters.count]
  }

  /// The curves as lines of braille patterns between axes with numbers: `height` lines of at most
  /// `width` columns. Heading and legend are the caller's.
  ///
  /// - Parameters:
  ///   - width: 20 at least; `height`: 4 at least; less is taken for that.
  ///   - isMarked: whether letters stand on the curves, for terminals without colours.
  ///   - paint: gives a text the colour of its part.
  package func plotLines(
    width: Int, height: Int, isMarked: Bool, paint: (PlotPart, String) -> String
  ) -> [String] {
    let rows = max(2, height - 2)
    let y = yAxis(count: max(2, rows / 3))
    let gutter = y.ticks.map(\.label.count).max() ?? 0
    let columns = max(8, max(width, 20) - gutter - 2)
    let x = xAxis(count: max(2, columns / 9))
    var canvas = BrailleCanvas(columns: columns, rows: rows)
    var marks: [Int: Int] = [:]
    for (index, series) in shown.enumerated() {
      let places = draw(series, index, x, y, on: &canvas)
      guard isMarked, self.series.count > 1 else { continue }
      // Each series' letters stand at other places, so that they do not cover one another.
      for part in [1, 3, 5] where !places.isEmpty {
        let shift = Double(index % 6) / 6
        let place = places[
          min(places.count - 1, Int((Double(part) + shift) / 6 * Double(places.count)))]
        let cell = place.y / 4 * columns + place.x / 2
        if marks[cell] == nil { marks[cell] = index }
      }
    }
    var labels: [Int: String] = [:]
    for tick in y.ticks {
      guard let position = y.position(tick.value) else { continue }
      labels[Chart.dot(1 - position, of: canvas.height) / 4] = tick.label
    }
    var lines = (0..<rows).map { row in
      let label = labels[row] ?? ""
      let edge = String(repeating: " ", count: gutter - label.count) + label
      return paint(.axis, edge + (label.isEmpty ? " │" : " ┤"))
        + Chart.text(of: canvas, row: row, marks: marks, paint: paint)
    }
    lines += bottomLines(x, gutter: gutter, columns: columns).map { paint(.axis, $0) }
    return lines
  }

  /// Draws a series and gives the dots of its line.
  private func draw(
    _ series: Series, _ index: Int, _ x: Axis, _ y: Axis, on canvas: inout BrailleCanvas
  ) -> [(x: Int, y: Int)] {
    var all: [(x: Int, y: Int)] = []
    for piece in series.pieces(where: hasPlace) {
      let places = piece.compactMap { point -> (x: Int, y: Int)? in
        guard let across = x.position(point.x), let up = y.position(point.y) else { return nil }
        return (Chart.dot(across, of: canvas.width), Chart.dot(1 - up, of: canvas.height))
      }
      guard let first = places.first else { continue }
      canvas.set(first.x, first.y, series: index)
      all.append(first)
      for (a, b) in zip(places, places.dropFirst()) {
        all += canvas.line(from: a, to: b, series: index)
      }
    }
    return all
  }

  private static func dot(_ position: Double, of count: Int) -> Int {
    Int((position * Double(count - 1)).rounded())
  }

  /// A row of the canvas, painted in stretches of one colour, without blanks at its end.
  private static func text(
    of canvas: BrailleCanvas, row: Int, marks: [Int: Int], paint: (PlotPart, String) -> String
  ) -> String {
    var line = ""
    var blanks = 0
    var stretch = ""
    var owner = 0
    for column in 0..<canvas.columns {
      var cell = canvas.cell(column, row)
      if let series = marks[row * canvas.columns + column] { cell = (mark(of: series), series) }
      guard let cell else {
        blanks += 1
        continue
      }
      if blanks > 0 || cell.series != owner {
        if !stretch.isEmpty { line += paint(.series(owner), stretch) }
        line += String(repeating: " ", count: blanks)
        (stretch, blanks, owner) = ("", 0, cell.series)
      }
      stretch.append(cell.character)
    }
    return stretch.isEmpty ? line : line + paint(.series(owner), stretch)
  }

  /// The horizontal axis, and its numbers under it.
  private func bottomLines(_ x: Axis, gutter: Int, columns: Int) -> [String] {
    var axis = Array(repeating: Character("─"), count: columns)
    var numbers = Array(repeating: Character(" "), count: gutter + 2 + columns)
    var end = -1
    for tick in x.ticks {
      guard let position = x.position(tick.value) else { continue }
      let column = Chart.dot(position, of: columns * 2) / 2
      let length = tick.label.count
      let start = min(max(0, gutter + 2 + column - length / 2), numbers.count - length)
      if start <= end { continue }
      axis[column] = "┬"
      numbers.replaceSubrange(start..<start + length, with: tick.label)
      end = start + length
    }
    let spaces = String(repeating: " ", count: gutter + 1)
    while numbers.last == " " { numbers.removeLast() }
    return [spaces + "└" + String(axis), String(numbers)]
  }
}
