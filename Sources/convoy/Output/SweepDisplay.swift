import RunStore
import Workbench

/// Shows a sweep on the standard error: a line for each report of a trial and, on a terminal, one that
/// says how the sweep stands.
struct SweepDisplay {
  private let sweep: SweepRecord
  /// Trials there are going to be at most; nil for as many as are planned.
  private let most: Int?
  private let destination: Destination
  private let start = ContinuousClock.now
  /// Reports told of, by trial.
  private var told: [Int: Int]?
  private var isLineOpen = false

  init(_ sweep: SweepRecord, most: Int?, destination: Destination) {
    self.sweep = sweep
    self.most = most
    self.destination = destination
  }

  mutating func show(_ event: SweepEvent) {
    switch event {
    case .said(let line): note(line)
    case .trials(let trials): show(trials)
    }
  }

  /// A line of its own.
  mutating func note(_ line: String) {
    finish()
    printNote(line)
  }

  /// Leaves the cursor on a fresh line, whatever happened before.
  mutating func finish() {
    // The line that says how things stand is drawn over.
    if isLineOpen { printNote("\r\u{1B}[K", terminator: "") }
    isLineOpen = false
  }

  private mutating func show(_ trials: [TrialRecord]) {
    let report = SweepReport(sweep: sweep, hyperparameters: [], trials: trials)
    let before = told ?? [:]
    if told == nil {
      note(
        "\(destination.palette(.heading, sweep.name)): "
          + "\(Format.plural(count(trials), "trial")), compared by \(sweep.metric.name)")
    }
    told = Dictionary(uniqueKeysWithValues: trials.map { ($0.number, $0.toldCount) })
    for trial in trials where trial.toldCount > before[trial.number] ?? 0 {
      note(trial.line(metric: sweep.metric.name, isBest: report.best?.number == trial.number))
    }
    guard let width = destination.width else { return }
    printNote(
      "\r" + standing(trials, best: report.best).truncated(to: width - 1) + "\u{1B}[K",
      terminator: "")
    isLineOpen = true
  }

  private func count(_ trials: [TrialRecord]) -> Int { max(trials.count, most ?? 0) }

  private func standing(_ trials: [TrialRecord], best: TrialRecord?) -> String {
    func number(_ states: TrialRecord.State...) -> Int {
      trials.count { states.contains($0.state) }
    }
    var parts = [
      "\(number(.finished, .failed, .pruned)) of \(count(trials)) ended",
      "\(number(.running)) running",
    ]
    if number(.paused) > 0 { parts.append("\(number(.paused)) paused") }
    if let best, let value = best.value {
      parts.append("best \(Format.metric(value)) (trial \(best.number))")
    }
    parts.append(Format.wait((ContinuousClock.now - start) / .seconds(1)))
    return parts.joined(separator: "  ")
  }
}

extension TrialRecord {
  /// Grows with each thing to be told of.
  fileprivate var toldCount: Int { reports.count + (state == .failed && reports.isEmpty ? 1 : 0) }

  /// `trial 3   9 epochs  val_accuracy 0.5432  best so far  depth=32 kernel=3`
  fileprivate func line(metric: String, isBest: Bool) -> String {
    var parts = ["trial \(number)"]
    if isReused { parts.append("reused \(runName ?? "")") }
    if state == .failed {
      parts.append("failed: \(message ?? "")")
    } else {
      parts += [Format.plural(epochs, "epoch"), "\(metric) \(Format.metric(value))"]
      if isBest { parts.append("best so far") }
    }
    let settings = configuration.sorted { $0.key < $1.key }
      .map { "\($0.key)=\(Format.setting($0.value))" }
    return (parts + [settings.joined(separator: " ")]).joined(separator: "  ")
  }
}
