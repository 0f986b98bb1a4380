import Foundation
import RunStore
import Workbench

extension MetricEffects {
  /// What was looked at, in a line.
  var headline: String {
    let better = direction == .min ? "lower" : "higher"
    return
      "\(metric), \(better) is better: \(Format.count(runs)) runs, mean \(Format.metric(mean)), "
      + "standard deviation \(Format.metric(standardDeviation))"
  }

  /// What the tables do not say.
  var notes: [String] {
    var notes: [String] = []
    if runsWithoutValue > 0 {
      notes.append("\(Format.count(runsWithoutValue)) more without a finite \(metric) are left out")
    }
    if !ignored.isEmpty {
      notes.append(
        "left out, as nearly every run has another setting: \(ignored.joined(separator: ", "))")
    }
    let confounded = parameters.filter { $0.explained == nil }.map(\.name)
    if !confounded.isEmpty {
      notes.append(
        "cannot be told from other parameters, with which they change: "
          + confounded.joined(separator: ", "))
    }
    if rest == nil {
      notes.append("there are no more runs than settings: chance cannot be told from effects")
    }
    return notes
  }

  /// A line for each parameter, and one for what none explains.
  var summaryTable: TextTable {
    var table = TextTable([
      .text("parameter"), .number("explained"), .number("p"), .text("best"), .number("effect"),
      .text("same as"),
    ])
    for parameter in parameters {
      let best = parameter.best.map { parameter.levels[$0] }
      table.append([
        .init(parameter.name), .init(parameter.explained.map(Self.percent) ?? ""),
        .init(parameter.probability.map(Self.probability) ?? ""), .init(best?.setting ?? ""),
        .init(best.map(Self.effect) ?? ""),
        .init(parameter.aliases.joined(separator: ", "), style: .quiet),
      ])
    }
    if let rest {
      table.append([
        .init("none of them", style: .quiet), .init(Self.percent(rest)), "", "", "", "",
      ])
    }
    return table
  }

  /// A line for each setting.
  var levelTable: TextTable {
    var table = TextTable([
      .text("parameter"), .text("setting"), .number("runs"), .number("mean"), .number("effect"),
    ])
    for parameter in parameters {
      for (index, level) in parameter.levels.enumerated() {
        table.append([
          .init(index == 0 ? parameter.name : ""), .init(level.setting),
          .init(Format.count(level.runs)), .init(Format.metric(level.mean)),
          .init(Self.effect(level), style: index == parameter.best ? .good : nil),
        ])
      }
    }
    return table
  }

  private static func percent(_ part: Double) -> String { String(format: "%.1f %%", 100 * part) }

  private static func probability(_ value: Double) -> String {
    value < 0.0001 ? "< 0.0001" : String(format: "%.4f", value)
  }

  /// `+0.0213 ± 0.0041`
  private static func effect(_ level: Level) -> String {
    guard let effect = level.effect else { return "" }
    let sign = effect < 0 ? "−" : "+"
    let margin = level.margin.map { " ± " + Format.metric($0) } ?? ""
    return sign + Format.metric(abs(effect)) + margin
  }
}
