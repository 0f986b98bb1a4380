public import Foundation
internal import GRDB
internal import Glibc

extension RunStore {
  /// Records the beginning of a run. Its status is `running` until `finish`, or until the value this
  /// returns is gone, which makes it `crashed`.
  public func createRun(_ run: NewRun) throws(StoreError) -> LiveRun {
    if let name = run.name { try RunStore.check(name: name, of: "run") }
    try RunStore.check(name: run.experiment, of: "experiment")
    let tags = try run.tags.map(Tag.init(parsing:))
    let boot = RunStore.bootIdentifier()
    return try write(durably: true) { db in
      let started = Timestamp(run.startedAt)
      let id = RunIdentifier(at: started)
      let name = try run.name ?? db.unusedName(after: run.experiment)
      try db.checkUnused(name: name)
      try db.cachedStatement(
        sql: """
          INSERT INTO run (uid, name, experiment, status, note, seed, started_at, dataset,
            environment, model_parameters, model_mflop, best_metric, best_direction, pid, boot_id)
          VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """
      ).execute(arguments: [
        id.text, name, try db.experiment(run.experiment),
        run.note.flatMap { $0.isEmpty ? nil : $0 },
        Int64(bitPattern: run.seed), started.milliseconds, try db.dataset(run.dataset),
        try db.environment(run.environment), run.model.parameters, run.model.mflop,
        try db.key(run.bestMetric.name), run.bestMetric.direction.rawValue, Int64(getpid()), boot,
      ])
      let row = db.lastInsertedRowID
      try db.execute(
        sql: """
          INSERT INTO run_source (run, command_line, experiment_text, code_diff)
          VALUES (?, ?, ?, ?)
          """,
        arguments: [
          row, JSONText.of(run.commandLine), run.experimentText,
          try run.codeDiff.map(db.codeDiff),
        ])
      for param in run.params { try db.setParameter(param.name, param.value, row: row) }
      for tag in tags { try db.setTag(tag, row: row) }
      if let trial = run.trial {
        try db.bind(trial, to: row)
      } else if let parent = run.parent {
        try db.setParent(parent, row: row)
      }
      let origin =
        run.trial.map { "trial \($0.number) of a sweep" }
        ?? run.parent.map { "\($0.relation.rawValue) of \($0.id)" }
      try db.log(.created, origin ?? "", at: started, row: row)
      // Held before anyone can see the row: whoever sees it finds the lock taken.
      let lock = try live.hold(row: row)
      return LiveRun(id: id, name: name, bestMetric: run.bestMetric, row: row, lock: lock)
    }
  }

  /// Records an epoch: its metrics, their summaries and its checkpoint, and drops the checkpoints that
  /// are thereby superseded. A metric of an epoch that was recorded before is replaced.
  /// - Parameter patience: how long other processes that write are waited for.
  public func recordEpoch(
    _ run: LiveRun, epoch: Int, metrics: [(name: String, value: Double)],
    checkpoint: NewCheckpoint?, at time: Date, patience: Duration = RunStore.trainingPatience
  ) throws(StoreError) {
    precondition(epoch >= 0, "epoch \(epoch) is negative")
    let state = checkpoint?.state
    for tensor in (checkpoint?.tensors ?? []) + (state?.optimizer ?? []) {
      try RunStore.check(tensor: tensor.name, bytes: tensor.bytes.count)
    }
    let hashed = checkpoint.map { $0.tensors.map(HashedTensor.init) }
    let hashedState = state.map(HashedTrainingState.init)
    let at = Timestamp(time)
    try write(durably: checkpoint != nil, patience: patience) { db in
      try db.cachedStatement(
        sql: """
          INSERT INTO epoch (run, epoch, at) VALUES (?, ?, ?)
          ON CONFLICT (run, epoch) DO UPDATE SET at = excluded.at
          """
      ).execute(arguments: [run.row, epoch, at.milliseconds])
      for metric in metrics {
        try db.recordMetric(metric.name, metric.value, epoch: epoch, row: run.row)
      }
      if let checkpoint, let hashed {
        try db.recordCheckpoint(
          hashed, state: hashedState, keep: checkpoint.keep, epoch: epoch, at: at, row: run.row,
          best: run.bestMetric)
      }
    }
  }

  /// Keeps the state from which a run goes on, in the midst of an epoch; takes the place of the one
  /// before.
  public func recordState(
    _ run: LiveRun, _ state: StoredTrainingState, at time: Date,
    patience: Duration = RunStore.trainingPatience
  ) throws(StoreError) {
    for tensor in state.parameters + state.optimizer {
      try RunStore.check(tensor: tensor.name, bytes: tensor.bytes.count)
    }
    let hashed = HashedTrainingState(state)
    try write(durably: true, patience: patience) { db in
      try db.replaceTrainingState(hashed, at: Timestamp(time), row: run.row)
    }
  }

  /// Records how a run ended, and gives up its lock. What a finished run would need to go on is dropped.
  /// - Parameters:
  ///   - status: `finished`, `failed` or `interrupted`.
  ///   - message: why, in one line, where there is something to say.
  ///   - patience: how long other processes that write are waited for.
  public func finish(
    _ run: LiveRun, status: RunStatus, message: String? = nil, at time: Date,
    patience: Duration = RunStore.trainingPatience
  ) throws(StoreError) {
    precondition(
      status != .running && status != .crashed, "a run cannot be finished as \(status.rawValue)")
    try write(durably: true, patience: patience) { db in
      try db.execute(
        sql: "UPDATE run SET status = ?, message = ?, ended_at = ? WHERE id = ?",
        arguments: [status.rawValue, message, Timestamp(time).milliseconds, run.row])
      if let kind = RunEvent.Kind(rawValue: status.rawValue) {
        try db.log(kind, message ?? "", at: Timestamp(time), row: run.row)
      }
      if status == .finished { try db.dropTrainingState(row: run.row) }
    }
    run.release()
  }

  /// Bytes of the largest tensor a checkpoint can have: SQLite's rows end at 1,000,000,000 bytes, and a
  /// tensor's has its digest too.
  public static let largestTensorBytes = 1_000_000_000 - 1024

  static func check(tensor name: String, bytes: Int) throws(StoreError) {
    guard bytes <= largestTensorBytes else {
      throw .conflict(
        "tensor \"\(name)\": \(bytes) bytes; accepted: up to \(largestTensorBytes), "
          + "which is \(largestTensorBytes / 4) numbers")
    }
  }

  /// Names are one line, and no `@last`.
  static func check(name: String, of subject: String) throws(StoreError) {
    guard !name.isEmpty, name.isPlain, !name.hasPrefix("@"), name.utf8.count <= 200 else {
      throw .conflict(
        "\(subject) name \"\(name)\": accepted: 1 to 200 bytes on one line, not beginning with @")
    }
  }

  /// Tells one start of this machine from another; empty where the kernel does not say.
  static func bootIdentifier() -> String {
    // Information only: a run is recorded all the same.
    let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }
}
