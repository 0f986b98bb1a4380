import Charts
import Foundation
import RunStore

/// The list of the live view: a row for each run, as much in it as the width holds.
struct WatchTable {
  let state: WatchState
  let width: Int
  let palette: Palette
  let now: Date

  private struct Column {
    let title: String
    let width: Int
    let alignment: TextTable.Alignment
    let text: (WatchRunText) -> TextTable.Cell
  }

  /// Whether letters tell the curves apart, not colours.
  static func isLettered(_ state: WatchState, _ palette: Palette) -> Bool {
    let count = state.drawn.count
    return count > 1 && (!palette.isEnabled || count > SeriesColor.all.count)
  }

  /// The titles, and `count` runs around the selected one.
  func lines(count: Int) -> [String] {
    let columns = columns
    let count = max(1, count)
    let first = max(0, min(state.selectedIndex - count / 2, state.runs.count - count))
    let titles = columns.map { padded($0.title, to: $0.width, $0.alignment) }.joined(
      separator: "  ")
    let drawn = state.drawn
    return [palette(.heading, ("    " + titles).truncated(to: width))]
      + state.runs[first..<min(first + count, state.runs.count)].map { run in
        row(run, columns, series: drawn.firstIndex(of: run.id))
      }
  }

  private func row(_ run: RunRecord, _ columns: [Column], series: Int?) -> String {
    let isSelected = run.id == state.selected
    let text = WatchRunText(run: run, now: now)
    let cells = columns.map { column in (column, column.text(text)) }
    let mark: String =
      if let series {
        palette(
          series: series,
          WatchTable.isLettered(state, palette)
            ? String(Chart.mark(of: series)) : state.marked.contains(run.id) ? "●" : "○")
      } else { " " }
    let start = (isSelected ? ">" : " ") + " " + mark + " "
    if isSelected, palette.isEnabled {
      let plain = cells.map { padded($1.text, to: $0.width, $0.alignment) }.joined(separator: "  ")
      return start + "\u{1B}[7m" + padded(plain, to: max(0, width - 4)) + "\u{1B}[0m"
    }
    return start
      + cells.map { column, cell in
        palette(cell.style, padded(cell.text, to: column.width, column.alignment))
      }.joined(separator: "  ")
  }

  /// The columns a terminal of this width has room for.
  private var columns: [Column] {
    let isWide = width >= 100
    let metric = state.metric ?? "metric"
    let epochs = max(6, state.runs.map { $0.epochsText.count }.max() ?? 0)
    var columns = [
      Column(title: "status", width: 11, alignment: .text) {
        .init($0.run.status.rawValue, style: $0.run.status.style)
      }
    ]
    if width >= 72 {
      let bar = isWide ? 12 : 5
      columns.append(
        Column(title: "epochs", width: bar + 1 + epochs, alignment: .text) {
          .init($0.bar(width: bar) + " " + $0.run.epochsText)
        })
    } else if width >= 46 {
      columns.append(
        Column(title: "epochs", width: epochs, alignment: .number) { .init($0.run.epochsText) })
    }
    columns.append(
      Column(title: metric, width: isWide ? max(12, min(20, metric.count)) : 8, alignment: .number)
      {
        .init(Format.metric($0.run.metrics[metric]?.last))
      })
    if width >= 72 {
      columns.append(
        Column(title: "img/s", width: 7, alignment: .number) { .init($0.speed ?? "–") })
    }
    if width >= 60 {
      columns.append(
        Column(title: "time", width: 12, alignment: .number) { .init($0.time) })
    }
    let others = columns.reduce(0) { $0 + $1.width + 2 }
    let name = max(4, min(40, width - 4 - others))
    columns.insert(
      Column(title: "name", width: name, alignment: .text) { .init($0.run.name) }, at: 0)
    return columns
  }
}
