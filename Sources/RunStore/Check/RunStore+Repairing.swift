public import Foundation
internal import GRDB
internal import Glibc

extension RunStore {
  /// Mends what can be derived from the rest: indexes, summaries, the marks of best checkpoints, rows whose
  /// run is gone, tensors that nothing uses. The database is copied to `PATH.before-repair` first.
  ///
  /// All of it is one transaction. A table with damaged pages is left alone, and so is everything else
  /// then: writing into such a file may do more harm.
  public func repair(at time: Date = Date()) throws(StoreError) -> RepairReport {
    let problems = try check()
    var report = RepairReport()
    guard problems.contains(where: \.kind.isDerivable) else {
      report.left = problems
      return report
    }
    report.copy = try copyBeforeRepair(isDamaged: problems.contains { $0.kind == .structure })
    let repaired = try whileWriting { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      var repaired: [String] = []
      try db.inTransaction(.immediate) {
        do {
          repaired = try db.repair(at: Timestamp(time))
          return .commit
        } catch  where error.isDamage {
          repaired = []
          return .rollback
        }
      }
      return repaired
    }
    report.repaired = repaired
    report.left = try check()
    return report
  }

  /// Copies the database to a name of its own and gives that.
  private func copyBeforeRepair(isDamaged: Bool) throws(StoreError) -> String {
    let file = try StoreLocation(path: path, access: .readOnly).file
    var copy = "\(file).before-repair"
    var count = 1
    while Glibc.access(copy, F_OK) == 0 {
      count += 1
      copy = "\(file).before-repair-\(count)"
    }
    let name = copy
    try whileWriting { db in
      guard isDamaged else {
        return try db.copy(to: name, partial: "\(name).partial-\(getpid())", isReplacing: false)
      }
      // SQLite copies no damaged page: byte by byte, after the log has gone into the file.
      _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      try FileManager.default.copyItem(atPath: file, toPath: name)
      let log = "\(file)-wal"
      if let size = try FileManager.default.sizeOfFile(log), size > 0 {
        try FileManager.default.copyItem(atPath: log, toPath: "\(name)-wal")
      }
    }
    return copy
  }
}

extension FileManager {
  /// The bytes of a file; nil where there is none.
  fileprivate func sizeOfFile(_ path: String) throws -> Int? {
    guard fileExists(atPath: path) else { return nil }
    return try attributesOfItem(atPath: path)[.size] as? Int
  }
}

extension StoreProblem.Kind {
  /// Whether what is right follows from what else is stored.
  fileprivate var isDerivable: Bool {
    switch self {
    case .structure, .dangling, .summary, .bestMark, .unusedTensor: true
    case .unreadable, .changedTensor: false
    }
  }
}

extension Database {
  /// Mends everything and says what.
  fileprivate func repair(at time: Timestamp) throws -> [String] {
    try rebuildIndexes() + removeDanglingRows() + repairSummaries(at: time)
      + repairBestMarks(at: time) + removeUnusedTensors()
  }

  private func rebuildIndexes() throws -> [String] {
    let before = try String.fetchAll(self, sql: "PRAGMA integrity_check(1)")
    if before == ["ok"] { return [] }
    try execute(sql: "REINDEX")
    guard let left = try String.fetchOne(self, sql: "PRAGMA integrity_check(1)"), left != "ok"
    else { return ["the indexes: built anew"] }
    throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: left)
  }

  /// Rows whose owner is gone go, too; a reference that may be empty becomes so. What else lacks its row,
  /// such as a tensor its bytes, stays as it is.
  private func removeDanglingRows() throws -> [String] {
    var repaired: [String] = []
    for table in try StoreSchema(self).tables {
      for reference in table.references {
        let condition = """
          \(reference.column) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \(reference.table) AS other
            WHERE other.\(reference.target) = \(table.name).\(reference.column))
          """
        if reference.isOwned {
          try execute(sql: "DELETE FROM \(table.name) WHERE \(condition)")
        } else if reference.isOptional {
          try execute(sql: "UPDATE \(table.name) SET \(reference.column) = NULL WHERE \(condition)")
        } else {
          continue
        }
        if changesCount > 0 {
          let rows = changesCount == 1 ? "a row" : "\(changesCount) rows"
          repaired.append(
            "table \(table.name): \(rows) without \(reference.table) "
              + (reference.isOwned ? "removed" : "detached"))
        }
      }
    }
    return repaired
  }

  private func repairSummaries(at time: Timestamp) throws -> [String] {
    try summaryProblems().compactMap { problem -> String? in
      guard case .summary(let run, let key) = problem.kind else { return nil }
      try summarize(key: key, row: run)
      let names = try Row.fetchOne(
        self,
        sql: "SELECT (SELECT name FROM run WHERE id = ?), (SELECT name FROM key WHERE id = ?)",
        arguments: [run, key])
      let metric: String = try names?.value(1) ?? ""
      try log(.repaired, "the summary of \(metric)", at: time, row: run)
      return "run \(try names?.value(0) ?? ""): the summary of \(metric) made anew"
    }
  }

  private func repairBestMarks(at time: Timestamp) throws -> [String] {
    try bestMarkProblems().compactMap { problem -> String? in
      guard case .bestMark(let run) = problem.kind,
        let row = try Row.fetchOne(
          self,
          sql: """
            SELECT run.name, key.name AS best_metric, run.best_direction FROM run
            JOIN key ON key.id = run.best_metric WHERE run.id = ?
            """, arguments: [run])
      else { return nil }
      try markBest(row: run, BestMetric(row))
      try log(.repaired, "the best checkpoint's mark", at: time, row: run)
      return "run \(try row.value(0) as String): the best checkpoint marked"
    }
  }

  private func removeUnusedTensors() throws -> [String] {
    let unused = try Row.fetchAll(
      self, sql: "SELECT id, size FROM blob WHERE NOT \(Database.blobIsUsed)")
    var bytes = 0
    for blob in unused where try removeUnreferenced(blob: blob.value(0)) {
      bytes += try blob.value(1) as Int
    }
    if unused.isEmpty { return [] }
    let tensors = unused.count == 1 ? "a tensor" : "\(unused.count) tensors"
    return ["\(tensors) that nothing uses removed, \(bytes) bytes"]
  }
}
