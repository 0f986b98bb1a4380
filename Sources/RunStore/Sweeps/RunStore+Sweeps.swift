internal import Foundation
internal import GRDB

extension RunStore {
  /// The sweeps, the newest first.
  public func sweeps(limit: Int = 10_000) throws(StoreError) -> [SweepRecord] {
    try read { db in try db.sweeps("ORDER BY id DESC LIMIT ?", [max(0, limit)]) }
  }

  /// The newest sweep of that name; nil where there is none.
  public func sweep(named name: String) throws(StoreError) -> SweepRecord? {
    try read { db in try db.sweeps("WHERE name = ? ORDER BY id DESC LIMIT 1", [name]).first }
  }

  /// The sweep of that identifier.
  public func sweep(_ id: RunIdentifier) throws(StoreError) -> SweepRecord {
    let found = try read { db in try db.sweeps("WHERE uid = ?", [id.text]).first }
    guard let found else {
      throw .notFound("sweep \(id): no such sweep; accepted: the id of a sweep")
    }
    return found
  }

  /// The trials of a sweep by number.
  public func trials(of sweep: RunIdentifier) throws(StoreError) -> [TrialRecord] {
    func found() throws(StoreError) -> [TrialRow] {
      try read { db in try db.trials(of: try db.sweepRow(of: sweep)) }
    }
    let first = try found()
    let suspects = Set(first.filter { isAbandoned($0) }.map(\.row))
    if suspects.isEmpty { return first.map(\.record) }
    // A trial is reported before its lock is given up: one that was found without a lock and after that
    // still stored as running is abandoned.
    return try found().map { trial in
      suspects.contains(trial.row) && trial.record.state == .running
        ? trial.abandoned : trial.record
    }
  }

  /// Whether nobody trains a trial that is stored as running. On a network file system that can be told
  /// of this machine's trials only.
  func isAbandoned(_ trial: TrialRow) -> Bool {
    guard trial.record.state == .running else { return false }
    if isShared, trial.boot != RunStore.bootIdentifier() { return false }
    return !live.isHeld(row: LiveTrial.lockByte(row: trial.row))
  }
}

/// A trial as it is stored.
struct TrialRow {
  let row: Int64
  /// The start of the machine that took it last.
  let boot: String
  let record: TrialRecord

  var abandoned: TrialRecord { record.with(.abandoned) }
}

extension TrialRecord {
  /// The same trial in another state.
  func with(_ state: State) -> TrialRecord {
    TrialRecord(
      number: number, draw: draw, bracket: bracket, rung: rung, state: state,
      configuration: configuration, reports: reports, run: run, runName: runName,
      isReused: isReused, attempts: attempts, message: message)
  }
}

extension Database {
  fileprivate func sweeps(
    _ clauses: String, _ arguments: StatementArguments
  ) throws -> [SweepRecord] {
    try Row.fetchAll(
      self,
      sql: """
        SELECT uid, name, text, experiment_text, metric, direction, created_at, ended_at FROM sweep
        \(clauses)
        """, arguments: arguments
    ).map { row in
      let ended: Int64? = try row.value(7)
      return SweepRecord(
        id: RunIdentifier(stored: try row.value(0)), name: try row.value(1),
        text: try row.value(2), experimentText: try row.value(3),
        metric: BestMetric(
          try row.value(4), direction: MetricDirection(rawValue: try row.value(5))),
        createdAt: Timestamp(milliseconds: try row.value(6)).date,
        endedAt: ended.map { Timestamp(milliseconds: $0).date })
    }
  }

  /// The row of a sweep.
  func sweepRow(of sweep: RunIdentifier) throws -> Int64 {
    let row = try Int64.fetchOne(
      cachedStatement(sql: "SELECT id FROM sweep WHERE uid = ?"), arguments: [sweep.text])
    guard let row else {
      throw StoreError.notFound("sweep \(sweep): no such sweep; accepted: the id of a sweep")
    }
    return row
  }

  /// The steps behind the run of a row of `trial`, as far as its state is kept.
  static let trialProgress =
    "ifnull((SELECT step FROM training_state WHERE training_state.run = trial.run), 0)"

  /// The trials of a sweep by number, as they are stored.
  func trials(of sweep: Int64) throws -> [TrialRow] {
    var reports: [Int64: [TrialRecord.Report]] = [:]
    let values = try Row.fetchCursor(
      cachedStatement(
        sql: """
          SELECT trial, rung, epoch, value FROM rung_report
          WHERE trial IN (SELECT id FROM trial WHERE sweep = ?) ORDER BY trial, rung
          """), arguments: [sweep])
    while let row = try values.next() {
      let value: Double? = try row.value(3)
      reports[try row.value(0), default: []].append(
        TrialRecord.Report(
          rung: try row.value(1), epoch: try row.value(2), value: value ?? .nan))
    }
    return try Row.fetchAll(
      cachedStatement(
        sql: """
          SELECT trial.id, number, draw, bracket, rung, state, configuration, run.uid, run.name,
            is_reused, CASE WHEN \(Database.trialProgress) > progress THEN 0 ELSE attempts END,
            trial.boot_id, trial.message
          FROM trial LEFT JOIN run ON run.id = trial.run WHERE sweep = ? ORDER BY number
          """), arguments: [sweep]
    ).map { row in
      let id: Int64 = try row.value(0)
      guard let state = TrialRecord.State(rawValue: try row.value(5)) else {
        throw StoreError.unusableFile(
          "a trial's state \"\(try row.value(5) as String)\" is unknown to this program")
      }
      let run: String? = try row.value(7)
      return TrialRow(
        row: id, boot: try row.value(11),
        record: TrialRecord(
          number: try row.value(1), draw: try row.value(2), bracket: try row.value(3),
          rung: try row.value(4), state: state,
          configuration: try JSONText.read(try row.value(6)), reports: reports[id] ?? [],
          run: run.map(RunIdentifier.init(stored:)), runName: try row.value(8),
          isReused: try row.value(9), attempts: try row.value(10), message: try row.value(12)))
    }
  }
}
