internal import GRDB

extension RunStore {
  /// Reads everything and compares what is stored twice; gives what is wrong. Damaged pages do not end
  /// the check: what lies on them is named, and the rest is checked.
  public func check() throws(StoreError) -> [StoreProblem] {
    try read { try $0.problems() }
  }
}

extension Database {
  /// What is wrong with the database as it is now.
  func problems() throws -> [StoreProblem] {
    var problems = try structureProblems()
    if !problems.isEmpty { problems += try unreadableRows() }
    let isWhole = problems.isEmpty
    for check in [danglingRows, summaryProblems, bestMarkProblems, tensorProblems] {
      do {
        problems += try check()
      } catch  where error.isDamage && !isWhole {
        // Named already.
      }
    }
    return problems
  }

  private func structureProblems() throws -> [StoreProblem] {
    var lines: [String] = []
    do {
      let rows = try String.fetchCursor(self, sql: "PRAGMA integrity_check(100)")
      while let row = try rows.next() {
        lines += row.split(separator: "\n").filter { !$0.hasPrefix("***") }.map(String.init)
      }
    } catch  where error.isDamage {
      lines.append((error as? DatabaseError)?.message ?? "database disk image is malformed")
    }
    return lines.filter { $0 != "ok" }.map { StoreProblem(.structure, "structure: \($0)") }
  }

  private func danglingRows() throws -> [StoreProblem] {
    try Row.fetchAll(
      self,
      sql: """
        SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY "table", parent
        ORDER BY "table", parent
        """
    ).map { row in
      let (table, parent, count): (String, String, Int) = (
        try row.value(0), try row.value(1), try row.value(2)
      )
      let rows = count == 1 ? "a row without its" : "\(count) rows without their"
      return StoreProblem(
        .dangling(table: table, parent: parent), "table \(table): \(rows) \(parent)")
    }
  }

  /// Runs whose marked checkpoint is not the best they have.
  func bestMarkProblems() throws -> [StoreProblem] {
    let runs = try Row.fetchAll(
      self,
      sql: """
        SELECT run.id, run.name, key.name AS best_metric, run.best_direction FROM run
        JOIN key ON key.id = run.best_metric
        WHERE EXISTS (SELECT 1 FROM checkpoint WHERE checkpoint.run = run.id)
        """)
    var problems: [StoreProblem] = []
    for run in runs {
      let marked = try Int64.fetchOne(
        cachedStatement(sql: "SELECT id FROM checkpoint WHERE run = ? AND is_best = 1"),
        arguments: [run.value(0) as Int64])
      if marked != (try bestCheckpoint(row: run.value(0), BestMetric(run))) {
        problems.append(
          StoreProblem(
            .bestMark(run: try run.value(0)),
            "run \(try run.value(1) as String): another checkpoint than the one marked is the best")
        )
      }
    }
    return problems
  }
}
