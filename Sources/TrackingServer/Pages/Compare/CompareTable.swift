import Charts
import Markup
import RunStore
import Workbench

/// A column for each run: the parameters and facts that differ, then what each metric came to.
struct CompareTable {
  let detail: CompareDetail

  var html: HTML {
    let comparison = detail.comparison
    return Tag.div(.class("scroll")) {
      Tag.table(.class("compare")) {
        Tag.thead {
          Tag.tr {
            Tag.td()
            for (index, run) in comparison.runs.enumerated() {
              Tag.th(.scope("col")) { head(run, index) }
            }
          }
        }
        group("Parameters", comparison.parameters.map { row($0.name, $0.values) })
        group("Facts", comparison.facts.map { row($0.name, $0.values) })
        group(
          "Metrics, best and last",
          comparison.metrics.filter { !LayerTime.isTime(metric: $0.name) }.map(metric))
      }
    }
  }

  private func head(_ run: RunComparison.Column, _ index: Int) -> HTML {
    HTML {
      ComparePage.swatch(index)
      Tag.a(.href(Address("runs", run.id.text))) { Tag.bdi { run.name } }
      if run.status != .finished { RunsColumn.status(run.status) }
    }
  }

  private func group(_ title: String, _ rows: [HTML]) -> HTML {
    if rows.isEmpty { return .nothing }
    return Tag.tbody {
      Tag.tr(.class("group")) {
        Tag.th(.scope("colgroup"), .colspan(detail.runs.count + 1)) { title }
      }
      for row in rows { row }
    }
  }

  private func row(_ name: String, _ values: [ParamValue?]) -> HTML {
    // A digest is told from another by its beginning.
    let length = name == "environment.git" || name == "dataset.fingerprint" ? 12 : Int.max
    return Tag.tr {
      Tag.th(.scope("row")) { name }
      for value in values {
        Tag.td { value.map { String(CompareTable.text($0).prefix(length)) } ?? "–" }
      }
    }
  }

  /// Numbers that were computed are rounded; those that were typed stay as they are.
  private static func text(_ value: ParamValue) -> String {
    switch value {
    case .number(let number, nil) where number != number.rounded(): PageText.metric(number)
    case .number, .text: PageText.setting(value.description)
    }
  }

  private func metric(_ row: RunComparison.MetricRow) -> HTML {
    Tag.tr {
      Tag.th(.scope("row")) { row.name }
      for (index, summary) in row.values.enumerated() {
        Tag.td(index == row.winner ? .class("winner") : nil) {
          if let summary {
            Tag.span(.class("best")) { PageText.metric(summary.best) }
            if let epoch = summary.bestEpoch { Tag.small(.class("quiet")) { " epoch \(epoch)" } }
            Tag.small(.class("quiet last")) { "last \(PageText.metric(summary.last))" }
          } else {
            "–"
          }
        }
      }
    }
  }
}

extension ComparePage {
  /// A dot in the colour of a run's curve.
  static func swatch(_ index: Int) -> HTML {
    Tag.span(.class("convoy-chart swatch"), .aria("hidden", "true")) {
      Tag.span(.class("s\(index % SeriesColor.all.count)")) { "●" }
    }
  }
}
