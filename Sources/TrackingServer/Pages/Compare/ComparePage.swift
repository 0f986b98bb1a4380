import Charts
import Markup
import RunStore
import Workbench

/// Runs side by side: their curves over one another, what differs, and what each reached.
struct ComparePage {
  let request: CompareRequest
  let detail: CompareDetail

  var page: Page {
    Page(title: "Compare \(detail.runs.count) runs", commands: commands, content: content)
  }

  private var commands: [CommandText] {
    var compare = CommandText(words: ["convoy", "compare"] + detail.references)
    if request.showsAll { compare.add("--all") }
    guard let metric = detail.metric else { return [compare] }
    var plot = CommandText(words: ["convoy", "plot", metric] + detail.references)
    if request.axis != .epoch { plot.add("--x", request.axis.rawValue) }
    if request.isLogarithmic { plot.add("--log") }
    if request.smoothing > 0 { plot.add("--smooth", "\(request.smoothing)") }
    return [compare, plot]
  }

  private var content: HTML {
    HTML {
      Tag.div(.class("heading")) {
        Tag.h1 { "Compare \(detail.runs.count) runs" }
      }
      for warning in detail.comparison.warnings { Tag.p(.class("notice caution")) { warning } }
      if detail.metric != nil {
        controls
        chart
      }
      CompareTable(detail: detail).html
      Tag.p {
        Tag.a(.href(request.changed { $0.showsAll.toggle() }.address)) {
          request.showsAll ? "Only what differs" : "Also what they share"
        }
      }
      if detail.metric != nil, detail.runs.count > 2, !detail.settings.isEmpty { settings }
    }
  }

  /// What is drawn, and how.
  private var controls: HTML {
    form {
      Tag.label(.for("metric")) { "Metric" }
      Tag.select(.id("metric"), .name("metric")) {
        for name in detail.metricNames.prefix(500) {
          Tag.option(.value(name), .selected(name == detail.metric)) { name }
        }
      }
      Tag.label(.for("axis")) { "by" }
      Tag.select(.id("axis"), .name("axis")) {
        Tag.option(.value("epoch"), .selected(request.axis == .epoch)) { "epoch" }
        Tag.option(.value("seconds"), .selected(request.axis == .seconds)) { "time" }
      }
      Tag.label(.for("smooth")) { "Smoothing" }
      Tag.select(.id("smooth"), .name("smooth")) {
        for weight in smoothings {
          Tag.option(.value("\(weight)"), .selected(weight == request.smoothing)) {
            weight == 0 ? "none" : NumberText.short(weight)
          }
        }
      }
      Tag.label(.class("choice")) {
        Tag.input(.type("checkbox"), .name("log"), .value("1"), .checked(request.isLogarithmic))
        " log scale"
      }
      hidden(except: ["metric", "axis", "smooth", "log"])
      Tag.button(.type("submit")) { "Draw" }
    }
  }

  private var smoothings: [Double] {
    let usual = [0, 0.3, 0.6, 0.8, 0.9, 0.97]
    return usual.contains(request.smoothing) ? usual : (usual + [request.smoothing]).sorted()
  }

  /// A form of settings of this page, which is sent as soon as one is changed.
  private func form(@HTMLBuilder _ content: () -> HTML) -> HTML {
    Tag.form(
      .class("row"), .method(.get), .action(Address("compare")), .data("auto", "")
    ) { content() }
  }

  /// What the address says besides.
  private func hidden(except names: [String]) -> HTML {
    HTML {
      for field in request.address.fields where !names.contains(field.name) {
        Tag.input(.type("hidden"), .name(field.name), .value(field.value))
      }
    }
  }

  private var chart: HTML {
    var chart = Chart(detail.metric ?? "", detail.curves, by: request.axis)
    chart.yScale = request.isLogarithmic ? .log : .linear
    chart.smoothing = request.smoothing
    return HTML {
      RunPage.figure(chart, width: 960, height: 400)
      if chart.valuesWithoutPlace > 0 {
        Tag.p(.class("quiet")) {
          PageText.plural(chart.valuesWithoutPlace, "value")
            + " not above zero have no place on a logarithmic axis."
        }
      }
    }
  }

  // MARK: Over the settings

  private var settings: HTML {
    let metric = detail.metric ?? ""
    let setting =
      request.setting.flatMap { detail.settings.contains($0) ? $0 : nil }
      ?? detail.settings[0]
    return Tag.section {
      Tag.h2 { "Best \(metric) by setting" }
      form {
        Tag.label(.for("setting")) { "Setting" }
        Tag.select(.id("setting"), .name("setting")) {
          for name in detail.settings.prefix(200) {
            Tag.option(.value(name), .selected(name == setting)) { name }
          }
        }
        hidden(except: ["setting"])
        Tag.button(.type("submit")) { "Draw" }
      }
      Tag.div(.class("grid pair")) {
        scatter(metric, setting)
        parallel(metric)
      }
    }
  }

  private func scatter(_ metric: String, _ setting: String) -> HTML {
    let dots = detail.runs.compactMap { run -> ScatterChart.Dot? in
      guard let value = run.params[setting] else { return nil }
      return .init(x: ChartValue(value), y: detail.best(run) ?? .nan, name: run.name)
    }
    var options = SVGOptions(width: 600, height: 320, isStandalone: false)
    options.hasStyle = false
    var chart = ScatterChart(metric, by: setting, dots)
    chart.xScale = .fitting(dots.map(\.x))
    return Tag.figure(.class("chart still")) { HTML(written: chart.svg(options)) }
  }

  /// More axes than these leave no room between them.
  private static let mostAxes = 5

  private func parallel(_ metric: String) -> HTML {
    let names = detail.settings.prefix(Self.mostAxes)
    let lines = detail.runs.map { run in
      ParallelChart.Line(
        run.name,
        names.map { run.params[$0].map(ChartValue.init) } + [detail.best(run).map { .number($0) }])
    }
    let dimensions =
      names.enumerated().map { index, name in
        ParallelChart.Dimension(name, scale: .fitting(lines.compactMap { $0.values[index] }))
      } + [.init(metric)]
    var options = SVGOptions(width: 600, height: 320, isStandalone: false)
    options.hasStyle = false
    return Tag.figure(.class("chart still")) {
      HTML(written: ParallelChart(dimensions, lines).svg(options))
    }
  }
}
