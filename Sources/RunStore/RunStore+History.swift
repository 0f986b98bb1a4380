internal import GRDB

extension RunStore {
  /// What was done to a run, the oldest first.
  /// - Parameter limit: the newest so many.
  public func events(
    of run: RunIdentifier, limit: Int = 10_000
  ) throws(StoreError) -> [RunEvent] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT at, kind, detail FROM event WHERE run = ? ORDER BY id DESC LIMIT ?",
        arguments: [try db.row(of: run), max(0, limit)]
      ).reversed().map { row in
        guard let kind = RunEvent.Kind(rawValue: try row.value(1)) else {
          throw StoreError.unusableFile(
            "an event \"\(try row.value(1) as String)\" is unknown to this program")
        }
        return try RunEvent(
          at: Timestamp(milliseconds: row.value(0)), kind: kind, detail: row.value(2))
      }
    }
  }

  /// The runs that came out of one, the oldest first, without those in the trash.
  public func children(
    of run: RunIdentifier, limit: Int = 10_000
  ) throws(StoreError) -> [RunChild] {
    let hasAny = try read { db in
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM lineage WHERE parent = ?)",
        arguments: [try db.row(of: run)]) ?? false
    }
    // Most runs have none, and to ask for every run whether it lives takes its time.
    if !hasAny { return [] }
    let columns = RunColumns(crashed: try crashedRows())
    return try read { db in
      let query =
        "SELECT run.uid, run.name, lineage.relation, " + columns.status
        + " FROM lineage JOIN run ON run.id = lineage.run WHERE lineage.parent = "
        + SQLFragment("?", [try db.row(of: run).databaseValue])
        + " AND run.deleted_at IS NULL ORDER BY run.id"
        + SQLFragment(" LIMIT ?", [max(0, limit).databaseValue])
      return try Row.fetchAll(db, sql: query.sql, arguments: StatementArguments(query.arguments))
        .map { row in
          RunChild(
            id: RunIdentifier(stored: try row.value(0)), name: try row.value(1),
            relation: try RunParent.Relation(stored: row.value(2)),
            status: try RunStatus(stored: row.value(3)))
        }
    }
  }
}
