internal import Foundation
internal import GRDB

/// An MLflow tracking store in SQLite (`mlflow.db`), opened for reading.
///
/// The tables, of MLflow 1 to 3: https://github.com/mlflow/mlflow/blob/master/mlflow/store/tracking/dbmodels/models.py
public final class MLflowFile: Sendable {
  private let queue: DatabaseQueue
  private let path: String

  /// - Throws: `unusableFile` for a file that is no MLflow store.
  public init(path: String) throws(StoreError) {
    self.path = path
    let location = try StoreLocation(path: path, access: .readOnly)
    queue = try RunStore.attempt(path) {
      var configuration = Configuration()
      configuration.readonly = true
      let queue = try DatabaseQueue(path: location.name, configuration: configuration)
      try queue.read { db in
        let tables = Set(
          try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'"))
        let missing = ["runs", "experiments", "metrics", "params", "tags"].filter {
          !tables.contains($0)
        }
        if let first = missing.first {
          throw StoreError.unusableFile(
            "\(path): no table \(first); accepted: an MLflow database, or with convoy merge a store "
              + "that convoy made")
        }
      }
      return queue
    }
  }

  /// The identifiers of the runs that are not deleted, the oldest first, and how many are.
  public func runs() throws(StoreError) -> (ids: [String], deleted: Int) {
    try RunStore.attempt(path) {
      try queue.read { db in
        (
          try String.fetchAll(
            db,
            sql: """
              SELECT run_uuid FROM runs WHERE lifecycle_stage = 'active'
              ORDER BY start_time, run_uuid
              """),
          try Int.fetchOne(
            db, sql: "SELECT count(*) FROM runs WHERE lifecycle_stage <> 'active'") ?? 0
        )
      }
    }
  }

  /// A run with all its values. Of several values of a step the last one written counts; values of steps
  /// below zero are left out.
  /// - Returns: the run, and how many values were left out.
  public func run(_ id: String) throws(StoreError) -> (run: ImportedRun, leftOut: Int) {
    try RunStore.attempt(path) {
      try queue.read { db in
        guard
          let row = try Row.fetchOne(
            db,
            sql: """
              SELECT runs.name, experiments.name, runs.status, runs.start_time, runs.end_time
              FROM runs LEFT JOIN experiments ON experiments.experiment_id = runs.experiment_id
              WHERE runs.run_uuid = ?
              """, arguments: [id])
        else { throw StoreError.notFound("\(path): run \(id): no such run") }
        let milliseconds: Int64 = try (row.value(3) as Int64?) ?? 0
        var run = ImportedRun(
          id: RunIdentifier(mlflow: id), name: try row.value(0),
          experiment: try (row.value(1) as String?) ?? "mlflow",
          status: .init(mlflow: try row.value(2)),
          startedAt: Timestamp(milliseconds: milliseconds).date)
        run.endedAt = (try row.value(4) as Int64?).map { Timestamp(milliseconds: $0).date }
        if run.status == .interrupted { run.message = "killed" }
        let params = try Row.fetchCursor(
          db, sql: "SELECT key, value FROM params WHERE run_uuid = ?", arguments: [id])
        while let param = try params.next() {
          try run.params[param.value(0)] = ParamValue(
            parsing: (param.value(1) as String?) ?? "")
        }
        try readTags(of: id, into: &run, db)
        run.dataset = try dataset(of: id, db)
        let leftOut = try readMetrics(of: id, into: &run, db)
        return (run, leftOut)
      }
    }
  }

  private func readTags(of id: String, into run: inout ImportedRun, _ db: Database) throws {
    let tags = try Row.fetchCursor(
      db, sql: "SELECT key, value FROM tags WHERE run_uuid = ? ORDER BY key", arguments: [id])
    while let tag = try tags.next() {
      let (key, value): (String, String) = try (tag.value(0), (tag.value(1) as String?) ?? "")
      switch key {
      case "mlflow.runName": run.name = value
      case "mlflow.note.content": run.note = value
      case "mlflow.source.git.commit":
        run.environment = .unknown
        run.environment?.git = .init(commit: value, dirty: false)
      case "mlflow.parentRunId":
        run.parent = RunIdentifier(mlflow: value).map { RunParent($0, .nested) }
      default: run.tags.append("\(key)=\(value)")
      }
    }
  }

  private func dataset(of id: String, _ db: Database) throws -> DatasetInfo? {
    let tables = try String.fetchAll(
      db, sql: "SELECT name FROM sqlite_schema WHERE name IN ('datasets', 'inputs')")
    guard tables.count == 2 else { return nil }
    return try Row.fetchOne(
      db,
      sql: """
        SELECT datasets.name, datasets.digest FROM inputs
        JOIN datasets ON datasets.dataset_uuid = inputs.source_id
        WHERE inputs.source_type = 'DATASET' AND inputs.destination_type = 'RUN'
          AND inputs.destination_id = ? AND datasets.name <> '' LIMIT 1
        """, arguments: [id]
    ).map { row in
      try DatasetInfo(
        name: row.value(0), fingerprint: (row.value(1) as String?) ?? "", train: 0, validation: 0,
        test: 0)
    }
  }

  private func readMetrics(
    of id: String, into run: inout ImportedRun, _ db: Database
  ) throws -> Int {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT key, step, value, is_nan, timestamp FROM metrics WHERE run_uuid = ?
        ORDER BY key, step, timestamp, value
        """, arguments: [id])
    var leftOut = 0
    while let row = try rows.next() {
      let (key, step): (String, Int) = try (row.value(0), row.value(1))
      guard step >= 0 else {
        leftOut += 1
        continue
      }
      let isNaN = try (row.value(3) as Bool?) ?? false
      let value = isNaN ? Double.nan : infinite(try row.value(2))
      let at = Timestamp(milliseconds: try (row.value(4) as Int64?) ?? 0)
      run.times[step] = run.times[step].map { max($0, at) } ?? at
      if run.curves.last?.metric != key {
        run.curves.append(MetricCurve(metric: key, epochs: [], values: []))
      }
      let curve = run.curves.count - 1
      if run.curves[curve].epochs.last == step {
        run.curves[curve].values[run.curves[curve].values.count - 1] = value
        leftOut += 1
      } else {
        run.curves[curve].epochs.append(step)
        run.curves[curve].values.append(value)
      }
    }
    return leftOut
  }

  /// MLflow writes the largest number for an infinity.
  private func infinite(_ value: Double) -> Double {
    value.magnitude == .greatestFiniteMagnitude
      ? value.sign == .minus ? -.infinity : .infinity : value
  }
}

extension RunIdentifier {
  /// MLflow's 32 hexadecimal digits with the dashes of a UUID; nil for an identifier of another kind.
  init?(mlflow text: String) {
    let digits = text.lowercased().filter { $0 != "-" }
    guard digits.utf8.count == 32 else { return nil }
    let characters = Array(digits)
    self.init(
      [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(characters[$0]) }
        .joined(separator: "-"))
  }
}

extension RunStatus {
  /// MLflow's word for it.
  fileprivate init(mlflow text: String?) {
    switch text {
    case "FINISHED": self = .finished
    case "FAILED": self = .failed
    case "KILLED": self = .interrupted
    default: self = .running
    }
  }
}
