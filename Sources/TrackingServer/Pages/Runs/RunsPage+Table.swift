import Charts
import Markup
import RunStore
import Workbench

/// The table of runs, its pages, and what can be done with the runs marked.
extension RunsPage {
  var table: HTML {
    let columns = columns
    return Tag.form(.class("runs"), .method(.post), .action(Address("runs", "change"))) {
      Tag.input(.type("hidden"), .name("back"), .value(request.address.text))
      Tag.div(.class("scroll")) {
        Tag.table(.class("runs")) {
          Tag.thead { Tag.tr { heads(columns) } }
          Tag.tbody {
            for run in runs {
              Tag.tr(.id("run-\(run.id)")) { cells(of: run, columns) }
            }
          }
        }
      }
      paging
      actions
    }
  }

  private func heads(_ columns: [RunsColumn]) -> HTML {
    HTML {
      Tag.th(.class("pick"), .scope("col")) {
        Tag.input(.type("checkbox"), .data("picks", "run"), .aria("label", "Choose all runs shown"))
      }
      head("name", sortKey: "name", isLeastFirst: true, isNumber: false)
      if let curve { Tag.th(.class("curve"), .scope("col")) { curve } }
      for column in columns {
        head(
          column.name, sortKey: column.sortKey, isLeastFirst: column.isLeastFirst,
          isNumber: column.isNumber)
      }
    }
  }

  func head(
    _ title: String, sortKey: String?, isLeastFirst: Bool, isNumber: Bool
  ) -> HTML {
    let isSorted = sortKey != nil && request.sort == sortKey
    let order = isSorted ? (request.isAscending ? "ascending" : "descending") : nil
    return Tag.th(
      .scope("col"), isNumber ? .class("number") : nil, order.map { .aria("sort", $0) }
    ) {
      if let sortKey {
        let next = request.changed {
          $0.sort = sortKey
          $0.isAscending = isSorted ? !request.isAscending : isLeastFirst
          $0.page = 1
        }
        Tag.a(.href(next.address)) { title }
      } else {
        title
      }
    }
  }

  /// The cells of a run's row.
  func cells(of run: RunRecord) -> HTML { cells(of: run, columns) }

  private func cells(of run: RunRecord, _ columns: [RunsColumn]) -> HTML {
    HTML {
      Tag.td(.class("pick")) {
        Tag.input(
          .type("checkbox"), .name("run"), .value(run.id.text), .aria("label", "Choose \(run.name)")
        )
      }
      Tag.th(.class("name"), .scope("row")) {
        Tag.a(.href(Address("runs", run.id.text))) { Tag.bdi { run.name } }
      }
      if let curve {
        Tag.td(.class("curve")) { sparkline(of: run, curve) }
      }
      for column in columns {
        Tag.td(.class(column.isNumber ? "number" : ""), .data("label", column.name)) {
          column.cell(run)
        }
      }
    }
  }

  private func sparkline(of run: RunRecord, _ metric: String) -> HTML? {
    guard let values = sparklines[run.id], values.count > 1, let summary = run.metrics[metric]
    else {
      return nil
    }
    let title =
      "\(metric): from \(PageText.metric(summary.first)) to \(PageText.metric(summary.last)), "
      + "best \(PageText.metric(summary.best))"
    return HTML(written: sparklineSVG(values, title: title))
  }

  // MARK: Below the table

  var paging: HTML {
    if request.page == 1, !hasMore { return .nothing }
    return Tag.nav(.class("paging"), .aria("label", "More runs")) {
      if request.page > 1 {
        Tag.a(.rel("prev"), .href(request.changed { $0.page -= 1 }.address)) { "← Previous" }
      }
      Tag.span(.class("quiet")) { "Page \(NumberText.count(request.page))" }
      if hasMore {
        Tag.a(.rel("next"), .href(request.changed { $0.page += 1 }.address)) { "Next →" }
      }
    }
  }

  /// What can be done with the runs that are chosen. The style sheet shows it only where some are.
  var actions: HTML {
    Tag.div(.class("actions"), .role("group"), .aria("label", "With the chosen runs")) {
      if request.isTrash {
        if isReadOnly { "The server is read-only." } else { action("restore", "Restore") }
      } else {
        if !isReadOnly {
          Tag.label(.for("tag")) { "Tag" }
          Tag.input(
            .id("tag"), .name("tag"), .type("text"), .placeholder("word or word=value"),
            .autocomplete("off"), .maxlength(200))
          action("tag", "Add")
          action("untag", "Remove")
        }
        Tag.button(
          .type("submit"), .class("primary"), .formmethod(.get), .formaction(Address("compare"))
        ) { "Compare" }
        if !isReadOnly { action("delete", "Delete", class: "danger") }
      }
    }
  }

  private func action(_ value: String, _ text: String, class name: String = "") -> HTML {
    Tag.button(.type("submit"), .name("action"), .value(value), .class(name)) { text }
  }
}
