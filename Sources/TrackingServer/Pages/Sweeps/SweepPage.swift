import Charts
import Markup
import RunStore
import Workbench

/// A sweep: its trials, how far they got, and which settings matter.
struct SweepPage {
  let detail: SweepDetail
  let now: Timestamp

  private var sweep: SweepRecord { detail.sweep }
  private var report: SweepReport { detail.report }
  private var metric: String { sweep.metric.name }

  var page: Page {
    Page(
      title: sweep.name, place: .sweeps, commands: commands,
      live: detail.isRunning ? Address("sweeps", sweep.id.text, "live") : nil, content: content)
  }

  /// The elements that change while trials are trained, by their ids.
  var parts: [LiveStream.Part] {
    [
      .init(id: "state", html: state), .init(id: "charts", html: charts),
      .init(id: "rungs", html: rungs), .init(id: "trials", html: trials),
    ]
  }

  private var commands: [CommandText] {
    // The identifier is hexadecimal digits and dashes.
    let trials = CommandText(
      "query", "SELECT * FROM trials WHERE sweep_id = '\(sweep.id)' ORDER BY number")
    guard let filter = sweep.filterText else { return [trials] }
    var best = CommandText("best", metric)
    best.add(sweep.metric.direction == .min ? "--min" : "--max")
    best.add("--where", filter)
    var effects = CommandText("effects", metric)
    effects.add(sweep.metric.direction == .min ? "--min" : "--max")
    effects.add("--where", filter)
    return [trials, best, effects]
  }

  private var content: HTML {
    HTML {
      Tag.div(.class("heading")) {
        Tag.h1 { Tag.bdi { sweep.name } }
        Tag.div(.id("state"), .class("state")) { state }
      }
      if let filter = sweep.filterText {
        Tag.p(.class("links")) {
          Tag.a(.href(Address(fields: [.init("where", filter)]))) { "Its runs" }
          Tag.a(
            .href(Address("compare", fields: [.init("where", filter), .init("metric", metric)]))
          ) { "Their curves" }
        }
      }
      Tag.section(.id("charts"), .aria("label", "Trials as charts")) { charts }
      Tag.section(.id("effects")) { effects }
      Tag.section(.id("rungs")) { rungs }
      Tag.section(.id("trials")) { trials }
      Tag.section {
        Tag.details {
          Tag.summary { "The sweep file" }
          Tag.pre { sweep.text }
        }
      }
    }
  }

  private var state: HTML {
    let counts = TrialRecord.State.allCases.map { state in
      (state, report.trials.count { $0.state == state })
    }.filter { $0.1 > 0 }
    return HTML {
      for (state, count) in counts {
        Tag.span(.class("status \(state.style)")) { "\(NumberText.count(count)) \(state.rawValue)" }
      }
      if let best = report.best {
        Tag.span { "best \(metric) \(PageText.metric(best.value)) by trial \(best.number)" }
      }
      Tag.span(.class("quiet")) { "begun \(PageText.age(of: sweep.createdAt, now: now))" }
    }
  }

  // MARK: Charts

  /// More axes than these leave no room between them.
  private static let mostAxes = 6

  /// The best of more trials are drawn.
  private static let mostDrawn = 400

  private var charts: HTML {
    let valued = report.trials.filter { $0.value?.isFinite == true }.prefix(Self.mostDrawn)
    if valued.count < 2 { return .nothing }
    let names = report.hyperparameters.prefix(Self.mostAxes)
    let lines = valued.map { trial in
      ParallelChart.Line(
        "trial \(trial.number)",
        names.map { trial.configuration[$0].map { ChartValue(ParamValue(parsing: $0)) } }
          + [trial.value.map { .number($0) }])
    }
    let dimensions = names.enumerated().map { index, name in
      ParallelChart.Dimension(name, scale: .fitting(lines.compactMap { $0.values[index] }))
    }
    let parallel = ParallelChart(dimensions + [.init(metric)], lines)
    let dots = valued.map { trial in
      ScatterChart.Dot(
        x: .number(Double(trial.number)), y: trial.value ?? .nan, name: "trial \(trial.number)")
    }
    return Tag.div(.class("grid pair")) {
      figure(parallel.svg(options))
      figure(ScatterChart(metric, by: "trial", dots).svg(options))
    }
  }

  private var options: SVGOptions {
    var options = SVGOptions(width: 600, height: 320, isStandalone: false)
    options.hasStyle = false
    return options
  }

  private func figure(_ svg: String) -> HTML {
    Tag.figure(.class("chart still")) { HTML(written: svg) }
  }
}

extension TrialRecord.State {
  /// The status of a run that is coloured alike.
  var style: String {
    switch self {
    case .running: "running"
    case .finished: "finished"
    case .failed, .abandoned: "failed"
    case .pending, .paused, .pruned: "quiet"
    }
  }
}
