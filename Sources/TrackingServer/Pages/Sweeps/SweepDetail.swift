import RunStore
import Workbench

/// What the store has for a sweep's page.
struct SweepDetail: Sendable {
  /// What all reports of one rung come to.
  struct Rung: Sendable {
    let bracket, rung, epoch: Int
    /// Trials that got so far.
    let trials: Int
    /// nil where no value is a number.
    let best: Double?
  }

  let report: SweepReport
  /// nil where too few trials have a value.
  let effects: MetricEffects?

  /// - Parameter hasEffects: whether effects are estimated, which takes long for long sweeps.
  init(_ sweep: SweepRecord, from store: RunStore, hasEffects: Bool = true) throws {
    let trials = try store.trials(of: sweep.id)
    let names = Set(trials.flatMap(\.configuration.keys))
    report = SweepReport(
      sweep: sweep, hyperparameters: names.sorted(by: NaturalOrder.parameterPrecedes),
      trials: trials)
    if hasEffects, let filter = sweep.filter {
      let observations = try store.observations(
        of: sweep.metric.name, direction: sweep.metric.direction, where: filter)
      // Too few trials have ended to say anything.
      effects = try? MetricEffects(of: sweep.metric.name, observations)
    } else {
      effects = nil
    }
  }

  var sweep: SweepRecord { report.sweep }

  /// Whether trials are trained or wait for it.
  var isRunning: Bool { report.trials.contains { $0.state == .running } }

  /// By bracket and rung; none where trials are not compared before their end.
  var rungs: [Rung] {
    var groups: [[Int]: (epoch: Int, values: [Double])] = [:]
    for trial in report.trials {
      for value in trial.reports {
        groups[[trial.bracket, value.rung], default: (value.epoch, [])].values.append(value.value)
      }
    }
    if Set(groups.keys.map { $0[1] }).count < 2 { return [] }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, group in
      let finite = group.values.filter(\.isFinite)
      return Rung(
        bracket: key[0], rung: key[1], epoch: group.epoch, trials: group.values.count,
        best: sweep.metric.direction == .min ? finite.min() : finite.max())
    }
  }
}

extension SweepRecord {
  /// `tags.sweep = 'NAME'`; nil for a name that cannot be written so.
  var filterText: String? { name.contains("'") ? nil : "tags.sweep = '\(name)'" }

  /// The runs of the sweep.
  var filter: Filter? {
    // A text made here is one that can be read.
    filterText.flatMap { try? Filter(parsing: $0) }
  }
}
