import Charts
import Markup
import RunStore
import Workbench

/// What stands above the table: the filter and the choice of columns.
extension RunsPage {
  var filterForm: HTML {
    Tag.div(.class("filters")) {
      Tag.form(.class("filter"), .role("search"), .method(.get), .action(formAddress)) {
        Tag.label(.for("where")) { "Filter" }
        Tag.input(
          .id("where"), .name("where"), .type("text"), .value(request.filter),
          .placeholder("metrics.val_accuracy > 0.75 and params.depth in (32, 64)"),
          .autocomplete("off"), .spellcheck(false), .data("key", "/"),
          error == nil ? nil : .aria("invalid", "true"),
          error == nil ? nil : .aria("describedby", "filter-error"))
        hidden { $0.filter = "" }
        Tag.button(.type("submit")) { "Filter" }
        if !request.filter.isEmpty {
          Tag.a(
            .href(
              request.changed {
                $0.filter = ""; $0.page = 1
              }.address)
          ) { "Clear" }
        }
      }
      chooser
      if let error {
        Tag.p(.id("filter-error"), .class("error"), .role("alert")) { error.description }
      }
    }
  }

  var formAddress: Address { request.isTrash ? Address("trash") : Address() }

  /// What the address says besides what a form changes.
  func hidden(without change: (inout RunsRequest) -> Void) -> HTML {
    HTML {
      for field in request.changed({
        change(&$0); $0.page = 1
      }).fields {
        Tag.input(.type("hidden"), .name(field.name), .value(field.value))
      }
    }
  }

  /// Which columns to show, and whose curve.
  private var chooser: HTML {
    let chosen = Set(columnNames)
    let params = Set(runs.flatMap(\.params.keys)).sorted(by: NaturalOrder.parameterPrecedes)
    return Tag.details(.class("chooser")) {
      Tag.summary { "Columns" }
      Tag.form(.class("panel"), .method(.get), .action(formAddress)) {
        hidden {
          $0.columns = []; $0.curve = nil
        }
        choices("Facts", RunsColumn.facts.map { ($0, $0) }, chosen)
        choices("Metrics, best value", metricNames.prefix(200).map { ($0, $0) }, chosen)
        choices("Parameters", params.prefix(200).map { ("params.\($0)", $0) }, chosen)
        Tag.div(.class("row")) {
          Tag.label(.for("curve")) { "Curve of" }
          Tag.select(.id("curve"), .name("curve")) {
            Tag.option(.value(""), .selected(request.curve == nil)) { "the usual metric" }
            for name in metricNames.prefix(200) {
              Tag.option(.value(name), .selected(request.curve == name)) { name }
            }
          }
          Tag.button(.type("submit"), .class("primary")) { "Show" }
          if !request.columns.isEmpty || request.curve != nil {
            Tag.a(
              .href(
                request.changed {
                  $0.columns = []; $0.curve = nil
                }.address)
            ) {
              "The usual ones"
            }
          }
        }
      }
    }
  }

  private func choices(
    _ title: String, _ names: [(column: String, label: String)], _ chosen: Set<String>
  ) -> HTML {
    if names.isEmpty { return .nothing }
    return Tag.fieldset {
      Tag.legend { title }
      for (column, label) in names {
        Tag.label(.class("choice")) {
          Tag.input(
            .type("checkbox"), .name("column"), .value(column), .checked(chosen.contains(column)))
          " " + label
        }
      }
    }
  }
}
