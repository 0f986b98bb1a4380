import Charts
import Markup
import RunStore
import Workbench

extension SweepPage {
  /// What each hyperparameter explains of the differences between the trials.
  var effects: HTML {
    guard let effects = detail.effects, !effects.parameters.isEmpty else { return .nothing }
    return HTML {
      Tag.h2 { "Effects" }
      Tag.p(.class("quiet")) {
        "What each setting adds to \(effects.metric) while the others stay the same, over "
          + "\(PageText.plural(effects.runs, "run")) of mean \(PageText.metric(effects.mean)); with 95 % "
          + "confidence intervals."
      }
      PageTable(["parameter", "explained", "best setting", "effect"], numbers: 1...1).html(
        effects.parameters.map(Self.row)
          + (effects.rest.map {
            [[HTML("none of them"), HTML(PageText.percent($0)), .nothing, .nothing]]
          } ?? []))
      Tag.details {
        Tag.summary { "Every setting" }
        settings(effects)
      }
    }
  }

  private static func row(_ parameter: MetricEffects.Parameter) -> [HTML] {
    let best = parameter.best.map { parameter.levels[$0] }
    return [
      HTML(([parameter.name] + parameter.aliases).joined(separator: " = ")),
      HTML(PageText.percent(parameter.explained)),
      HTML(best.map { PageText.setting($0.setting) } ?? "–"),
      HTML(best.map(effect) ?? "–"),
    ]
  }

  private func settings(_ effects: MetricEffects) -> HTML {
    PageTable(["parameter", "setting", "runs", "mean", "effect"], numbers: 2...3).html(
      effects.parameters.flatMap { parameter in
        parameter.levels.map { level in
          [
            HTML(parameter.name), HTML(PageText.setting(level.setting)),
            HTML(NumberText.count(level.runs)),
            HTML(PageText.metric(level.mean)), HTML(Self.effect(level)),
          ]
        }
      })
  }

  /// `+0.0213 ± 0.0041`
  private static func effect(_ level: MetricEffects.Level) -> String {
    guard let effect = level.effect else { return "–" }
    let margin = level.margin.map { " ± " + PageText.metric($0) } ?? ""
    return (effect < 0 ? "−" : "+") + PageText.metric(abs(effect)) + margin
  }

  /// How many trials got how far.
  var rungs: HTML {
    let rungs = detail.rungs
    if rungs.isEmpty { return .nothing }
    return HTML {
      Tag.h2 { "Rungs" }
      PageTable(
        ["bracket", "epochs", "trials", "best \(detail.sweep.metric.name)"], numbers: 1...3
      )
      .html(
        rungs.map {
          [
            HTML("\($0.bracket + 1)"), HTML("\($0.epoch)"), HTML(NumberText.count($0.trials)),
            HTML(PageText.metric($0.best)),
          ]
        })
    }
  }

  /// More are found through the table of runs.
  private static let mostTrials = 500

  var trials: HTML {
    let report = detail.report
    let names = report.hyperparameters
    let titles =
      ["rank", "trial"] + names + ["epochs", detail.sweep.metric.name, "state", "run"]
    return HTML {
      Tag.h2 { "Trials" }
      PageTable(titles, numbers: 1...1).html(
        report.trials.prefix(Self.mostTrials).enumerated().map { index, trial in
          let isRanked = trial.state != .failed && trial.value?.isFinite == true
          return [HTML(isRanked ? "\(index + 1)" : "–"), HTML("\(trial.number)")]
            + names.map { HTML(trial.configuration[$0].map(PageText.setting) ?? "–") }
            + [
              HTML("\(trial.epochs)"), HTML(PageText.metric(trial.value)),
              Tag.span(
                .class("status \(trial.state.style)"), trial.message.map { .title($0) }
              ) { trial.isReused ? "reused" : trial.state.rawValue },
              run(of: trial),
            ]
        })
      if report.trials.count > Self.mostTrials {
        Tag.p(.class("quiet")) {
          "\(NumberText.count(report.trials.count - Self.mostTrials)) more."
        }
      }
    }
  }

  private func run(of trial: TrialRecord) -> HTML {
    guard let run = trial.run else { return HTML("–") }
    return Tag.a(.href(Address("runs", run.text))) { Tag.bdi { trial.runName ?? run.text } }
  }
}
