import Charts
import Foundation
import RunStore
import Workbench

/// The live view's screen: a function of its state, the terminal's size and the time.
struct WatchView {
  let state: WatchState
  /// The database's name.
  let database: String
  let size: TerminalSize
  let palette: Palette
  /// The moment running runs are counted to.
  let now: Date

  /// As many lines as the terminal has, none wider than it.
  var lines: [String] {
    let body: [String] =
      switch state.subject {
      case .list: listLines(height: size.rows - 1)
      case .single: state.runs.first.map { singleLines($0, height: size.rows - 1) } ?? []
      }
    let shown = Array(body.prefix(max(0, size.rows - 1)))
    let blanks = [String](repeating: "", count: max(0, size.rows - 1 - shown.count))
    return (shown + blanks + [bottomLine]).map { $0.clipped(to: size.columns) }
  }

  /// How many runs the list shows at once.
  var page: Int { max(1, listHeight(of: size.rows - 1) - 2) }

  var width: Int { size.columns }

  /// The heading, the runs around the selected one, and their curves under them.
  private func listLines(height: Int) -> [String] {
    let count = state.runs.count
    let running = state.runs.count { $0.status == .running }
    var title =
      "\(database)  \(running) running of \(state.hasMore ? "the newest " : "")"
      + Format.plural(count, "run")
    if !state.filter.isEmpty { title += "  where \(state.filter)" }
    let head = "convoy watch"
    let rest = ("  " + title.singleLine).truncated(to: max(0, width - head.count))
    var lines = [palette(.heading, head.truncated(to: width)) + palette(.quiet, rest)]
    if count == 0 {
      let hint =
        state.filter.isEmpty
        ? "No runs yet; \"convoy run FILE\" records one." : "No run fits the filter; / changes it."
      return lines + ["", hint.truncated(to: width)]
    }
    let room = listHeight(of: height)
    let table = WatchTable(state: state, width: width, palette: palette, now: now)
    lines += table.lines(count: room - 2)
    if height > room { lines += chartLines(height: height - room) }
    return lines
  }

  /// Lines for the heading and the list: all runs where they take no more than a third of the screen, and
  /// the whole screen where it is too low for a chart.
  private func listHeight(of height: Int) -> Int {
    if height < 12 { return height }
    return 2 + min(max(1, state.runs.count), max(4, (height - 2) / 3))
  }

  /// One run: its progress, a large chart, accuracy by class where it is recorded, and its metrics.
  private func singleLines(_ run: RunRecord, height: Int) -> [String] {
    let text = WatchRunText(run: run, now: now)
    let facts = ([run.status.rawValue, run.experiment] + run.tags).joined(separator: "  ")
    let name = run.name.singleLine.truncated(to: width)
    let rest = ("  " + facts.singleLine).truncated(to: max(0, width - name.displayWidth))
    var lines = [palette(.heading, name) + palette(run.status.style, rest)]
    let speed = text.speed.map { "  \($0) images/s" } ?? ""
    let progress = "\(text.bar(width: max(5, width / 3))) \(run.epochsText)\(speed)  \(text.time)"
    lines.append(progress.truncated(to: width))
    if let message = run.message {
      lines.append(palette(.bad, message.singleLine.truncated(to: width)))
    }
    let below = Array((classLines(run) + metricLines(run)).prefix(max(0, height - lines.count - 8)))
    let room = height - lines.count - below.count
    if room >= 4 { lines += chartLines(height: room) }
    return lines + below
  }

  /// The curves under a line with their heading; exactly `height` lines.
  private func chartLines(height: Int) -> [String] {
    guard let metric = state.metric, state.curves.contains(where: { !$0.points.isEmpty }) else {
      let line = state.metric.map { "no \($0) yet" } ?? "no metrics yet"
      return [palette(.quiet, rule(line))] + [String](repeating: "", count: max(0, height - 1))
    }
    var chart = Chart(metric, state.curves, by: state.isByTime ? .seconds : .epoch)
    chart.yScale = state.isLog ? .log : .linear
    let left = chart.valuesWithoutPlace
    let note = left > 0 ? " (\(Format.plural(left, "value")) not above zero left out)" : ""
    let plot = chart.plotLines(
      width: width, height: max(4, height - 1), isMarked: isLettered
    ) { part, text in
      switch part {
      case .axis: palette(.quiet, text)
      case .series(let index): palette(series: index, text)
      }
    }
    return ([palette(.quiet, rule(chart.heading.singleLine + note))] + plot).prefix(height)
      + [String](repeating: "", count: max(0, height - 1 - plot.count))
  }

  private var isLettered: Bool { WatchTable.isLettered(state, palette) }

  /// `── text ─────────`.
  private func rule(_ text: String) -> String {
    let start = "── \(text.truncated(to: max(0, width - 6))) "
    return start.truncated(to: width)
      + String(repeating: "─", count: max(0, width - start.displayWidth))
  }

  /// A bar for each class whose accuracy the run records as `val_accuracy.CLASS`.
  private func classLines(_ run: RunRecord) -> [String] {
    let prefix = "val_accuracy."
    let classes = run.dataset.classNames.compactMap { name in
      run.metrics[prefix + name].map { (name: name, value: $0.last) }
    }
    if classes.isEmpty { return [] }
    let wide = min(14, classes.map { $0.name.displayWidth }.max() ?? 0)
    let cells = classes.map { name, value in
      let bar = progressBar(value.isFinite ? value : 0, width: max(4, cellWidth - wide - 10))
      return padded(name.singleLine, to: wide) + " " + bar + " "
        + padded(Format.percent(value), to: 7, .number)
    }
    return [palette(.quiet, rule("\(prefix.dropLast()) by class"))] + inColumns(cells)
  }

  /// Last and best value of each metric.
  private func metricLines(_ run: RunRecord) -> [String] {
    let names = run.metrics.keys.sorted().filter { name in
      !name.hasPrefix("time.") && !name.hasPrefix("val_accuracy.")
    }
    if names.isEmpty { return [] }
    let cells = names.compactMap { name -> String? in
      guard let summary = run.metrics[name] else { return nil }
      let best = summary.best.map { Format.metric($0) } ?? "–"
      let epoch = summary.bestEpoch.map { "@\($0)" } ?? ""
      return padded(name.singleLine, to: max(4, cellWidth - 24)) + " "
        + padded(Format.metric(summary.last), to: 8, .number) + " " + padded(best, to: 8, .number)
        + " " + padded(epoch, to: 5)
    }
    return [palette(.quiet, rule("metrics: last, best @epoch"))] + inColumns(cells)
  }

  private var cellColumns: Int { max(1, min(4, (width + 2) / 41)) }
  private var cellWidth: Int { (width - 2 * (cellColumns - 1)) / cellColumns }

  /// Cells column by column.
  private func inColumns(_ cells: [String]) -> [String] {
    let rows = (cells.count + cellColumns - 1) / cellColumns
    return (0..<rows).map { row in
      let line = stride(from: row, to: cells.count, by: rows).map {
        padded(cells[$0], to: cellWidth)
      }.joined(separator: "  ").truncated(to: width)
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The filter being written, what went wrong, or the keys.
  private var bottomLine: String {
    if let message = state.message {
      return palette(.bad, message.singleLine.truncated(to: width))
    }
    if let draft = state.draft {
      let hint = "  enter apply  esc cancel"
      // The end of a long filter is what is being written.
      let room = max(1, width - 9 - (width > 60 ? hint.count : 0))
      let text = draft.count > room ? "…" + draft.suffix(room - 1) : draft[...]
      return ("filter: \(text)" + "█").truncated(to: width)
        + (width > 60 ? palette(.quiet, hint) : "")
    }
    let keys =
      switch state.subject {
      case .list:
        "↑↓ move  space mark  enter open  m metric  l log  x time  / filter  q quit"
      case .single: "esc back  m metric  l log  x time  q quit"
      }
    return palette(.quiet, keys.truncated(to: width))
  }
}

/// A text cut or filled to exactly `width` columns.
func padded(_ text: String, to width: Int, _ alignment: TextTable.Alignment = .text) -> String {
  let cut = text.truncated(to: max(0, width))
  let fill = String(repeating: " ", count: max(0, width - cut.displayWidth))
  return alignment == .text ? cut + fill : fill + cut
}
