/// Follows a training's epochs and says when one of its rules ends it. What it knows follows from the
/// metrics of the epochs alone, so that a training that goes on elsewhere stops at the same epoch.
struct StopWatch {
  private let settings: TrainingSettings
  private var past: [String: Past] = [:]
  private var streaks: [Int]
  private var best: Double?
  private var epochsWithoutBetter = 0

  /// Of one metric, over the epochs seen.
  private struct Past {
    var first, last, min, max: Double

    subscript(_ kind: StopRule.Past) -> Double {
      switch kind {
      case .first: first
      case .last: last
      case .min: min
      case .max: max
      }
    }
  }

  init(_ settings: TrainingSettings) {
    self.settings = settings
    streaks = settings.stop.map { _ in 0 }
  }

  /// Takes in the metrics of the next epoch.
  /// - Returns: why training is to end after it; nil if it is not.
  mutating func observe(_ metrics: [Metric]) -> String? {
    let values = Dictionary(metrics.map { ($0.name, $0.value) }) { _, last in last }
    let reason = ruleReason(values) ?? earlyReason(values)
    for name in Set(settings.stop.map(\.metric)) {
      guard let value = values[name], !value.isNaN else { continue }
      var known = past[name] ?? Past(first: value, last: value, min: value, max: value)
      known.last = value
      known.min = min(known.min, value)
      known.max = max(known.max, value)
      past[name] = known
    }
    return reason
  }

  private mutating func ruleReason(_ values: [String: Double]) -> String? {
    var reason: String?
    for (index, rule) in settings.stop.enumerated() {
      let isTrue = values[rule.metric].map { holds(rule, $0) } ?? false
      streaks[index] = isTrue ? streaks[index] + 1 : 0
      if streaks[index] >= rule.epochs, reason == nil { reason = "\(rule)" }
    }
    return reason
  }

  /// A bound on the epochs before has no value in the first.
  private func holds(_ rule: StopRule, _ value: Double) -> Bool {
    guard let kind = rule.bound.past else {
      return rule.comparison.holds(value, rule.bound.offset)
    }
    guard let past = past[rule.metric] else { return false }
    return rule.comparison.holds(value, rule.bound.factor * past[kind] + rule.bound.offset)
  }

  private mutating func earlyReason(_ values: [String: Double]) -> String? {
    guard let early = settings.earlyStopping, let value = values[early.monitor] else { return nil }
    if !value.isNaN, best.map({ early.isBetter(value, than: $0) }) ?? true {
      best = value
      epochsWithoutBetter = 0
      return nil
    }
    epochsWithoutBetter += 1
    guard epochsWithoutBetter >= early.patience else { return nil }
    let span = early.patience == 1 ? "1 epoch" : "\(early.patience) epochs"
    return "no better \(early.monitor) for \(span)"
  }
}
