/// Rows under headings, aligned for reading: text to the left, numbers to the right, two spaces
/// between columns and none at the end of a line.
struct TextTable {
  enum Alignment { case text, number }

  struct Column {
    var title: String
    var alignment: Alignment

    static func text(_ title: String) -> Column { Column(title: title, alignment: .text) }
    static func number(_ title: String) -> Column { Column(title: title, alignment: .number) }
  }

  struct Cell: ExpressibleByStringInterpolation {
    var text: String
    var style: TextStyle?

    init(_ text: String, style: TextStyle? = nil) {
      self.text = text.singleLine
      self.style = style
    }

    init(stringLiteral value: String) { self.init(value) }
  }

  var columns: [Column]
  var rows: [[Cell]] = []
  /// Whether the titles are printed above the rows.
  var showsTitles = true

  init(_ columns: [Column], rows: [[Cell]] = [], showsTitles: Bool = true) {
    self.columns = columns
    self.rows = rows
    self.showsTitles = showsTitles
  }

  mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "\(row.count) cells for \(columns.count) columns")
    rows.append(row)
  }

  /// The table as lines. Where the destination is a terminal, the last text column is cut so that
  /// lines fit, but never below eight columns or its title.
  func lines(for destination: Destination = .plain) -> [String] {
    var widths = columns.indices.map { index in
      rows.reduce(showsTitles ? columns[index].title.displayWidth : 0) {
        max($0, $1[index].text.displayWidth)
      }
    }
    if let limit = destination.width, let last = columns.lastIndex(where: { $0.alignment == .text })
    {
      let excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
      let least = min(widths[last], max(8, showsTitles ? columns[last].title.displayWidth : 0))
      if excess > 0 { widths[last] = max(least, widths[last] - excess) }
    }
    var lines: [String] = []
    if showsTitles {
      let titles = columns.map { Cell($0.title, style: .heading) }
      lines.append(line(titles, widths: widths, palette: destination.palette))
    }
    for row in rows { lines.append(line(row, widths: widths, palette: destination.palette)) }
    return lines
  }

  private func line(_ cells: [Cell], widths: [Int], palette: Palette) -> String {
    var line = ""
    var gap = 0
    for (index, cell) in cells.enumerated() {
      let text = cell.text.truncated(to: widths[index])
      let fill = widths[index] - text.displayWidth
      let before = columns[index].alignment == .number ? fill : 0
      if !text.isEmpty {
        line += String(repeating: " ", count: gap + before) + palette(cell.style, text)
        gap = fill - before
      } else {
        gap += fill
      }
      gap += 2
    }
    return line
  }
}
