internal import GRDB

extension RunStatus {
  /// A status as a query gave it.
  init(stored text: String) throws {
    guard let status = RunStatus(rawValue: text) else {
      throw StoreError.unusableFile("a run's status \"\(text)\" is unknown to this program")
    }
    self = status
  }
}

extension Database {
  /// The runs of those rows, whole and in that order, in six queries however many they are.
  func records(_ columns: RunColumns, rows: [Int64]) throws -> [RunRecord] {
    if rows.isEmpty { return [] }
    let found = try recordsByRow(
      columns,
      "WHERE run.id IN (SELECT value FROM json_each("
        + SQLFragment("?", [Database.json(rows).databaseValue]) + "))")
    let places = Dictionary(found, uniquingKeysWith: { first, _ in first })
    return rows.compactMap { places[$0] }
  }

  /// The runs that `clauses` select, whole, in six queries however many they are.
  /// - Parameter summaries: whether with what their metrics come to.
  func records(
    _ columns: RunColumns, _ clauses: SQLFragment, summaries: Bool = true
  ) throws -> [RunRecord] {
    try recordsByRow(columns, clauses, summaries: summaries).map(\.1)
  }

  /// Numbers for `json_each`.
  static func json(_ numbers: [Int64]) -> String {
    "[" + numbers.map(String.init).joined(separator: ",") + "]"
  }

  private func recordsByRow(
    _ columns: RunColumns, _ clauses: SQLFragment, summaries: Bool = true
  ) throws -> [(Int64, RunRecord)] {
    let query =
      "SELECT run.id, run.uid, run.name, experiment.name, " + columns.status
        + """
        , run.message, run.note, run.seed, run.started_at, run.ended_at, run.deleted_at,
        \(RunColumns.lastSign) AS last_sign, run.model_parameters, run.model_mflop,
        (SELECT name FROM key WHERE id = run.best_metric) AS best_metric, run.best_direction,
        dataset.name AS dataset, dataset.fingerprint, dataset.train, dataset.validation, dataset.test,
        dataset.class_names, environment.*,
        (SELECT command_line FROM run_source WHERE run_source.run = run.id) AS command_line,
        lineage.parent_uid, lineage.relation, coalesce(parent.name,
          (SELECT name FROM sweep WHERE sweep.uid = lineage.parent_uid)) AS parent_name
        FROM \(RunColumns.tables) LEFT JOIN lineage ON lineage.run = run.id
        LEFT JOIN run AS parent ON parent.id = lineage.parent

        """ + clauses
    let rows = try Row.fetchAll(
      cachedStatement(sql: query.sql), arguments: StatementArguments(query.arguments))
    let ids: [Int64] = try rows.map { try $0.value(0) }
    let tags = try tags(of: ids)
    let params = try params(of: ids)
    let metrics = summaries ? try metrics(of: rows) : [:]
    let checkpoints = try checkpoints(of: ids)
    return try rows.map { row in
      let id: Int64 = try row.value(0)
      let started: Int64 = try row.value("started_at")
      let ended: Int64? = try row.value("ended_at")
      let deleted: Int64? = try row.value("deleted_at")
      let lastSign: Int64 = try row.value("last_sign")
      let record = try RunRecord(
        id: RunIdentifier(stored: row.value(1)), name: row.value(2),
        experiment: row.value(3),
        status: RunStatus(stored: row.value(4)), message: row.value("message"),
        tags: tags[id] ?? [],
        note: row.value("note"), startedAt: Timestamp(milliseconds: started).date,
        endedAt: ended.map { Timestamp(milliseconds: $0).date },
        deletedAt: deleted.map { Timestamp(milliseconds: $0).date },
        // A clock may be put back.
        durationSeconds: max(0, Double(lastSign) - Double(started)) / 1000,
        seed: UInt64(bitPattern: row.value("seed") as Int64), params: params[id] ?? [:],
        metrics: metrics[id] ?? [:], environment: RunEnvironment(row),
        dataset: DatasetInfo(row),
        model: ModelInfo(
          parameters: row.value("model_parameters"), mflop: row.value("model_mflop")),
        bestMetric: BestMetric(row), checkpoints: checkpoints[id] ?? [],
        commandLine: JSONText.read((row.value("command_line") as String?) ?? "[]"),
        parent: RunParent(row))
      return (id, record)
    }
  }

  /// The sorted tags of each run that has any.
  func tags(of runs: [Int64]) throws -> [Int64: [String]] {
    var tags: [Int64: [Tag]] = [:]
    let rows = try cursor(
      over: runs, "SELECT tag.run, key.name, tag.text FROM tag JOIN key ON key.id = tag.key",
      column: "tag.run")
    while let row = try rows.next() {
      tags[try row.value(0), default: []].append(
        Tag(key: try row.value(1), value: try row.value(2)))
    }
    return tags.mapValues { $0.sorted().map(\.text) }
  }

  private func params(of runs: [Int64]) throws -> [Int64: [String: ParamValue]] {
    var params: [Int64: [String: ParamValue]] = [:]
    let rows = try cursor(
      over: runs,
      """
      SELECT parameter.run, key.name, parameter.text, parameter.number
      FROM parameter JOIN key ON key.id = parameter.key
      """, column: "parameter.run")
    while let row = try rows.next() {
      let text: String = try row.value(2)
      let number: Double? = try row.value(3)
      params[try row.value(0), default: [:]][try row.value(1)] =
        number.map { .number($0, text: text) } ?? .text(text)
    }
    return params
  }

  private func metrics(of runs: [Row]) throws -> [Int64: [String: MetricSummary]] {
    do {
      return try metrics(of: runs, withFirst: true)
    } catch  where error.isDamage {
      return try metrics(of: runs, withFirst: false)
    }
  }

  private func metrics(
    of runs: [Row], withFirst: Bool
  ) throws -> [Int64: [String: MetricSummary]] {
    var chosen: [Int64: BestMetric] = [:]
    for row in runs { try chosen[row.value(0)] = BestMetric(row) }
    var metrics: [Int64: [String: MetricSummary]] = [:]
    let rows = try cursor(
      over: runs.map { try $0.value(0) },
      """
      SELECT \(SummaryRow.values(of: "summary", withFirst: withFirst)), name.name
      FROM metric_summary AS summary
      JOIN key AS name ON name.id = summary.key
      """, column: "summary.run")
    while let row = try rows.next() {
      let summary = try SummaryRow(row)
      let name: String = try row.value(12)
      let best = chosen[summary.run]
      let direction = best?.name == name ? best?.direction : nil
      metrics[summary.run, default: [:]][name] = summary.summary(
        direction: direction ?? .of(name))
    }
    return metrics
  }

  private func checkpoints(of runs: [Int64]) throws -> [Int64: [CheckpointInfo]] {
    var found: [Int64: [(epoch: Int, isBest: Bool, bytes: Int)]] = [:]
    let rows = try cursor(
      over: runs,
      """
      SELECT checkpoint.run, checkpoint.epoch, checkpoint.is_best,
        (SELECT ifnull(sum(blob.size), 0) FROM checkpoint_tensor AS tensor
         JOIN blob ON blob.id = tensor.blob WHERE tensor.checkpoint = checkpoint.id)
      FROM checkpoint
      """, column: "checkpoint.run", order: ", checkpoint.epoch")
    while let row = try rows.next() {
      found[try row.value(0), default: []].append(
        (try row.value(1), try row.value(2), try row.value(3)))
    }
    return found.mapValues { checkpoints in
      checkpoints.enumerated().flatMap { index, checkpoint in
        var kinds: [CheckpointInfo.Kind] = checkpoint.isBest ? [.best] : []
        if index == checkpoints.count - 1 { kinds.append(.last) }
        return (kinds.isEmpty ? [.epoch] : kinds).map {
          CheckpointInfo(epoch: checkpoint.epoch, kind: $0, bytes: checkpoint.bytes)
        }
      }
    }
  }

  /// The rows of a query that belong to `runs`, in the order of the runs' rows.
  private func cursor(
    over runs: [Int64], _ query: String, column: String, order: String = ""
  ) throws -> RowCursor {
    try Row.fetchCursor(
      cachedStatement(
        sql: """
          \(query) WHERE \(column) IN (SELECT value FROM json_each(?)) ORDER BY \(column)\(order)
          """), arguments: [Database.json(runs)])
  }
}

extension RunEnvironment {
  fileprivate init(_ row: Row) throws {
    let commit: String? = try row.value("git_commit")
    let dirty: Bool? = try row.value("git_dirty")
    try self.init(
      host: row.value("host"), os: row.value("os"), cpu: row.value("cpu"),
      isa: row.value("isa"), threads: row.value("threads"),
      swift: row.value("swift"), convoy: row.value("convoy"),
      git: commit.map { Git(commit: $0, dirty: dirty ?? false) })
  }
}

extension DatasetInfo {
  fileprivate init(_ row: Row) throws {
    try self.init(
      name: row.value("dataset"), fingerprint: row.value("fingerprint"),
      train: row.value("train"),
      validation: row.value("validation"), test: row.value("test"),
      classNames: JSONText.read(row.value("class_names")))
  }
}

extension RunParent {
  /// nil for a run without a parent.
  fileprivate init?(_ row: Row) throws {
    guard let id: String = try row.value("parent_uid"),
      let relation: String = try row.value("relation")
    else {
      return nil
    }
    self.init(
      RunIdentifier(stored: id), try Relation(stored: relation), name: try row.value("parent_name"))
  }
}

extension BestMetric {
  /// - Parameter row: one with `best_metric` and `best_direction`.
  init(_ row: Row) throws {
    self.init(
      try row.value("best_metric"),
      direction: (try row.value("best_direction") as String?).flatMap(
        MetricDirection.init(rawValue:)))
  }
}
