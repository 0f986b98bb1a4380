public import Foundation
internal import GRDB
internal import Glibc

extension RunStore {
  /// Records runs of other programs, all or none, in one transaction; those whose identifier is here stay
  /// as they are here.
  /// - Parameter source: the file they come from, for the event log.
  public func importRuns(
    _ runs: [ImportedRun], from source: String, at time: Date = Date()
  ) throws(StoreError) -> ImportReport {
    let boot = RunStore.bootIdentifier()
    return try write(durably: true) { db in
      var report = ImportReport()
      for run in runs {
        if let taken = try db.importRun(run, boot: boot, from: source, at: Timestamp(time)) {
          report.taken.append(taken)
        } else {
          report.known += 1
        }
      }
      if !report.taken.isEmpty { try db.linkParents() }
      return report
    }
  }
}

extension Database {
  /// Records a run; nil if its identifier is here.
  fileprivate func importRun(
    _ run: ImportedRun, boot: String, from source: String, at time: Timestamp
  ) throws -> ImportReport.Run? {
    if let id = run.id {
      let isHere = try Bool.fetchOne(
        cachedStatement(sql: "SELECT 1 FROM run WHERE uid = ?"), arguments: [id.text])
      if isHere == true { return nil }
    }
    let started = Timestamp(run.startedAt)
    let id = run.id ?? RunIdentifier(at: started)
    let experiment = run.experiment.asName ?? "imported"
    let name = try freeName(run.name, experiment: experiment)
    let best = run.bestMetric ?? BestMetric()
    let isCrashed = run.status == .crashed
    let status: RunStatus =
      isCrashed ? .running : run.status == .running ? .interrupted : run.status
    let message =
      run.status == .running ? "was running when \(source) was written" : run.message
    let ended = run.endedAt.map { Timestamp($0) } ?? run.times.values.max() ?? started
    try cachedStatement(
      sql: """
        INSERT INTO run (uid, name, experiment, status, message, note, seed, started_at, ended_at,
          dataset, environment, model_parameters, model_mflop, best_metric, best_direction, pid, boot_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      id.text, name, try self.experiment(experiment), status.rawValue, message,
      run.note.flatMap { $0.isEmpty ? nil : $0 }, Int64(bitPattern: run.seed ?? 0),
      started.milliseconds, isCrashed ? nil : ended.milliseconds,
      try dataset(run.dataset ?? .unknown), try environment(run.environment ?? .unknown),
      run.model?.parameters ?? 0, run.model?.mflop ?? 0, try key(best.name),
      best.direction.rawValue, Int64(getpid()), boot,
    ])
    let row = lastInsertedRowID
    try execute(
      sql: """
        INSERT INTO run_source (run, command_line, experiment_text, code_diff) VALUES (?, ?, ?, ?)
        """,
      arguments: [
        row, try JSONText.of(run.commandLine), run.experimentText,
        try run.codeDiff.map(codeDiff),
      ])
    for (name, value) in run.params { try setParameter(name, value, row: row) }
    for text in run.tags { try setTag(Tag(importing: text), row: row) }
    if let parent = run.parent { try setImportedParent(parent, row: row) }
    try importValues(of: run, row: row, otherTimes: ended)
    try log(.imported, source, at: time, row: row)
    return ImportReport.Run(id: id, name: name, renamedFrom: name == run.name ? nil : run.name)
  }

  private func freeName(_ name: String?, experiment: String) throws -> String {
    guard let name = name?.asName else { return try unusedName(after: experiment) }
    let isTaken = try Bool.fetchOne(
      cachedStatement(sql: "SELECT 1 FROM run WHERE name = ? AND deleted_at IS NULL"),
      arguments: [name])
    return isTaken == true ? try unusedName(after: name) : name
  }

  /// - Parameter otherTimes: of epochs whose time is not known.
  private func importValues(of run: ImportedRun, row: Int64, otherTimes: Timestamp) throws {
    let epochs = Set(run.curves.flatMap(\.epochs)).union(run.times.keys).sorted()
    let epochStatement = try cachedStatement(
      sql: "INSERT INTO epoch (run, epoch, at) VALUES (?, ?, ?)")
    for epoch in epochs {
      let at = run.times[epoch] ?? otherTimes
      try epochStatement.execute(arguments: [row, epoch, at.milliseconds])
    }
    let point = try cachedStatement(
      sql: "INSERT INTO metric (run, key, epoch, value) VALUES (?, ?, ?, ?)")
    var seen: Set<String> = []
    // By key, as the table is ordered: rows are appended.
    for (key, curve) in try run.curves.map({ (try key($0.metric), $0) }).sorted(by: { $0.0 < $1.0 })
    {
      guard seen.insert(curve.metric).inserted else {
        throw StoreError.conflict(
          "run \(run.name ?? ""): \(curve.metric) has two curves; accepted: one")
      }
      var summary: SummaryRow?
      for (epoch, value) in zip(curve.epochs, curve.values) {
        let stored = value.isNaN ? nil : value
        try point.execute(arguments: [row, key, epoch, stored])
        if summary?.add(stored, epoch: epoch) == nil {
          summary = SummaryRow(run: row, key: key, stored, epoch: epoch)
        }
      }
      if let summary { try add(summary) }
    }
  }

  /// The parent may not be here.
  private func setImportedParent(_ parent: RunParent, row: Int64) throws {
    try execute(
      sql: """
        INSERT INTO lineage (run, parent, parent_uid, relation)
        VALUES (?, (SELECT id FROM run WHERE uid = ?), ?, ?)
        """, arguments: [row, parent.id.text, parent.id.text, parent.relation.rawValue])
  }
}

extension String {
  /// The text as a name: on one line, not beginning with @, of at most 200 bytes; nil where nothing is left.
  fileprivate var asName: String? {
    var name = ""
    var bytes = 0
    for scalar in unicodeScalars {
      let isPlain = scalar.value >= 0x20 && scalar.value != 0x7f
      let next: Unicode.Scalar = isPlain ? scalar : " "
      bytes += UTF8.width(next)
      if bytes > 200 { break }
      name.unicodeScalars.append(next)
    }
    let text = name.drop { $0 == "@" || $0 == " " }
    return text.isEmpty ? nil : String(text)
  }
}

extension Tag {
  /// Reads a tag of another program, which may have any text.
  fileprivate init(importing text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let key = parts.first.map(String.init) ?? ""
    self.init(
      key: key.isEmpty ? "tag" : key, value: parts.count == 2 ? String(parts[1]) : nil)
  }
}
