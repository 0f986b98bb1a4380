public import Foundation
internal import GRDB

extension RunStore {
  /// Records a sweep with the trials planned so far; gives its identifier.
  @discardableResult
  public func createSweep(_ sweep: NewSweep) throws(StoreError) -> RunIdentifier {
    try RunStore.check(name: sweep.name, of: "sweep")
    return try write(durably: true) { db in
      let created = Timestamp(sweep.createdAt)
      let id = RunIdentifier(at: created)
      try db.execute(
        sql: """
          INSERT INTO sweep (uid, name, text, experiment_text, metric, direction, created_at)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id.text, sweep.name, sweep.text, sweep.experimentText, sweep.metric.name,
          sweep.metric.direction.rawValue, created.milliseconds,
        ])
      let row = db.lastInsertedRowID
      for (index, trial) in sweep.trials.enumerated() {
        try db.insert(trial, number: index + 1, sweep: row)
      }
      return id
    }
  }

  /// Takes a trial for this process, in one transaction: no other process takes it as long as this one
  /// lives and has not reported it.
  /// - Parameter decide: says by all trials of the sweep so far what is to be done. Those whose worker is
  ///   gone are `abandoned`, and may be taken again.
  public func claimTrial(
    of sweep: RunIdentifier, at time: Date, by decide: ([TrialRecord]) -> TrialDecision
  ) throws(StoreError) -> TrialClaim {
    let boot = RunStore.bootIdentifier()
    return try write(durably: false) { db in
      let row = try db.sweepRow(of: sweep)
      while true {
        let trials = try db.trials(of: row)
        let records = trials.map { isAbandoned($0) ? $0.abandoned : $0.record }
        let taken: (TrialRow, rung: Int)
        switch decide(records) {
        case .take(let number, let rung): taken = (try Self.trial(number, among: trials), rung)
        case .add(let new):
          try db.insert(new, number: (records.last?.number ?? 0) + 1, sweep: row)
          guard let last = try db.trials(of: row).last else {
            preconditionFailure("a trial just written is not there")
          }
          taken = (last, last.record.rung)
        case .giveUp(let number, let message):
          try db.execute(
            sql: "UPDATE trial SET state = 'failed', message = ?, attempts = 0 WHERE id = ?",
            arguments: [message, try Self.trial(number, among: trials).row])
          continue
        case .wait: return .wait
        case .end:
          try db.endSweep(row: row, at: Timestamp(time))
          return .end
        }
        let (trial, rung) = taken
        // Held before anyone can see it as running: whoever sees that finds the lock taken.
        let lock = try live.hold(row: LiveTrial.lockByte(row: trial.row))
        try db.execute(
          sql: """
            UPDATE trial SET state = 'running', rung = ?, boot_id = ?, message = NULL,
              attempts = CASE WHEN \(Database.trialProgress) > progress THEN 1 ELSE attempts + 1 END,
              progress = \(Database.trialProgress)
            WHERE id = ?
            """, arguments: [rung, boot, trial.row])
        try db.execute(sql: "UPDATE sweep SET ended_at = NULL WHERE id = ?", arguments: [row])
        return .trial(LiveTrial(trial.record, rung: rung, row: trial.row, lock: lock))
      }
    }
  }

  /// Records what a trial came to at its rung, and gives it up.
  /// - Parameters:
  ///   - epoch: epochs behind it.
  ///   - value: the best of any epoch up to that; NaN where none is a number.
  public func report(
    _ trial: LiveTrial, _ outcome: TrialOutcome, epoch: Int, value: Double, at time: Date
  ) throws(StoreError) {
    try write(durably: true, patience: RunStore.trainingPatience) { db in
      try db.report(
        trial.row, outcome, [TrialRecord.Report(rung: trial.rung, epoch: epoch, value: value)],
        at: Timestamp(time))
    }
    trial.release()
  }

  /// Records that a run which is there already, and finished, is the trial.
  /// - Parameter reports: what it came to at each rung, up to the last.
  public func reuse(
    _ run: RunIdentifier, as trial: LiveTrial, reports: [(epoch: Int, value: Double)],
    at time: Date
  ) throws(StoreError) {
    try write(durably: true, patience: RunStore.trainingPatience) { db in
      try db.execute(
        sql: "UPDATE trial SET run = ?, is_reused = 1, rung = ? WHERE id = ?",
        arguments: [try db.row(of: run), max(0, reports.count - 1), trial.row])
      try db.report(
        trial.row, .finished,
        reports.enumerated().map {
          TrialRecord.Report(rung: $0.offset, epoch: $0.element.epoch, value: $0.element.value)
        }, at: Timestamp(time))
    }
    trial.release()
  }

  /// Gives up a trial that was not trained to its rung: it is pending again, and goes on with its run.
  public func release(_ trial: LiveTrial) throws(StoreError) {
    try write(durably: true, patience: RunStore.trainingPatience) { db in
      try db.execute(
        sql: "UPDATE trial SET state = 'pending', attempts = 0 WHERE id = ?",
        arguments: [trial.row])
    }
    trial.release()
  }

  private static func trial(_ number: Int, among trials: [TrialRow]) throws -> TrialRow {
    guard let trial = trials.first(where: { $0.record.number == number }) else {
      preconditionFailure("trial \(number) of \(trials.count)")
    }
    return trial
  }
}

extension Database {
  fileprivate func insert(_ trial: NewTrial, number: Int, sweep: Int64) throws {
    try cachedStatement(
      sql: """
        INSERT INTO trial (sweep, number, draw, bracket, rung, state, configuration)
        VALUES (?, ?, ?, ?, 0, 'pending', ?)
        """
    ).execute(arguments: [
      sweep, number, trial.draw, trial.bracket, try JSONText.of(trial.configuration),
    ])
  }

  fileprivate func report(
    _ trial: Int64, _ outcome: TrialOutcome, _ reports: [TrialRecord.Report], at time: Timestamp
  ) throws {
    for report in reports {
      try execute(
        sql: """
          INSERT INTO rung_report (trial, rung, epoch, value, at) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (trial, rung) DO UPDATE SET
            epoch = excluded.epoch, value = excluded.value, at = excluded.at
          """,
        arguments: [
          trial, report.rung, report.epoch, report.value.isNaN ? nil : report.value,
          time.milliseconds,
        ])
    }
    let (state, message): (TrialRecord.State, String?) =
      switch outcome {
      case .paused: (.paused, nil)
      case .finished: (.finished, nil)
      case .failed(let message): (.failed, message)
      }
    try execute(
      sql: "UPDATE trial SET state = ?, message = ?, attempts = 0 WHERE id = ?",
      arguments: [state.rawValue, message, trial])
  }

  /// Nothing is left to do: what waits at its rung stays there.
  fileprivate func endSweep(row: Int64, at time: Timestamp) throws {
    try execute(
      sql: "UPDATE trial SET state = 'pruned' WHERE sweep = ? AND state = 'paused'",
      arguments: [row])
    try execute(
      sql: "UPDATE sweep SET ended_at = ? WHERE id = ? AND ended_at IS NULL",
      arguments: [time.milliseconds, row])
  }

  /// Binds a new run to the trial it is: the sweep is its parent, though no run.
  func bind(_ trial: LiveTrial, to run: Int64) throws {
    try execute(
      sql: "UPDATE trial SET run = ?, is_reused = 0 WHERE id = ?", arguments: [run, trial.row])
    try execute(
      sql: """
        INSERT INTO lineage (run, parent, parent_uid, relation)
        SELECT ?, NULL, sweep.uid, 'trial' FROM trial JOIN sweep ON sweep.id = trial.sweep
        WHERE trial.id = ?
        """, arguments: [run, trial.row])
  }
}
