internal import GRDB

/// Where merged runs come from, and when.
struct RunMerge {
  let source: String
  let time: Timestamp
}

/// One transaction's share of a merge. `other` is attached.
///
/// What a run refers to (names, data set, tensors) is found here by its content, or copied; which row of
/// the other store became which row here stands in `merged`. All is driven by the schema, so that a table
/// of a later version comes along.
struct MergeBatch {
  private let db: Database
  private let merge: RunMerge
  private let schema: StoreSchema
  private let owned: [StoreSchema.Table]
  /// Tensors copied so far, and their bytes.
  private(set) var tensors = 0, tensorBytes = 0

  init(_ db: Database, merge: RunMerge) throws {
    self.db = db
    self.merge = merge
    let schema = try StoreSchema(db)
    self.schema = schema
    owned = schema.tables.filter { schema.owner(of: $0) != nil }
    try db.execute(
      sql: """
        CREATE TEMP TABLE IF NOT EXISTS merged (origin TEXT, old INTEGER, new INTEGER,
          PRIMARY KEY (origin, old)) WITHOUT ROWID;
        DELETE FROM temp.merged;
        """)
  }

  /// Takes over the run of that row of the other store; nil if it is here already.
  mutating func take(_ row: Int64) throws -> MergeReport.Run? {
    guard let table = schema.table("run"),
      let found = try Row.fetchOne(
        db, sql: "SELECT uid, name FROM other.run WHERE id = ?", arguments: [row])
    else { return nil }
    let (uid, name): (String, String) = (found[0], found[1])
    let isHere = try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT 1 FROM main.run WHERE uid = ?"), arguments: [uid])
    if isHere == true { return nil }
    let isTaken = try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT 1 FROM main.run WHERE name = ? AND deleted_at IS NULL"),
      arguments: [name])
    let newName = isTaken == true ? try db.unusedName(after: name) : name
    try forgetRows(of: owned.map(\.name) + ["run"])
    try intern(table, where: "id = ?", [row])
    try insert(table, where: "id = ?", [row], replacing: ("name", newName))
    let new = db.lastInsertedRowID
    try remember("run", old: row, new: new)
    for table in owned { try copy(table, of: row) }
    let renamed = newName == name ? "" : ", where it is called \(name)"
    try db.log(.merged, merge.source + renamed, at: merge.time, row: new)
    return MergeReport.Run(
      id: RunIdentifier(stored: uid), name: newName,
      renamedFrom: newName == name ? nil : name)
  }

  /// Copies the rows of a table that belong to the run at hand.
  private mutating func copy(_ table: StoreSchema.Table, of run: Int64) throws {
    guard let owner = schema.owner(of: table) else { return }
    let origin = schema.origin(of: owner)
    let condition =
      origin == "run"
      ? "\(owner.column) = ?"
      : "\(owner.column) IN (SELECT old FROM temp.merged WHERE origin = '\(origin)' AND ? IS NOT NULL)"
    try intern(table, where: condition, [run])
    let isReferred = schema.tables.contains { other in
      other.references.contains { schema.origin(of: $0) == table.name }
    }
    guard isReferred, let key = table.rowKey else {
      return try insert(table, where: condition, [run])
    }
    let rows = try Int64.fetchAll(
      db, sql: "SELECT \(key) FROM other.\(table.name) WHERE \(condition) ORDER BY \(key)",
      arguments: [run])
    for row in rows {
      try insert(table, where: "\(key) = ?", [row])
      try remember(table.name, old: row, new: db.lastInsertedRowID)
    }
  }

  /// Makes sure that what these rows refer to, and nobody owns, is here.
  private mutating func intern(
    _ table: StoreSchema.Table, where condition: String, _ arguments: StatementArguments
  ) throws {
    for reference in table.references where !reference.isOwned {
      let origin = schema.origin(of: reference)
      guard let target = schema.table(origin), origin != "run", schema.owner(of: target) == nil
      else { continue }
      let rows = try Int64.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT DISTINCT \(reference.column) FROM other.\(table.name) AS source
            WHERE \(condition) AND \(reference.column) IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM temp.merged WHERE origin = '\(origin)' AND old = source.\(reference.column))
            """), arguments: arguments)
      for row in rows { try intern(row, of: target) }
    }
  }

  private mutating func intern(_ row: Int64, of table: StoreSchema.Table) throws {
    guard let key = table.rowKey else { return }
    try intern(table, where: "\(key) = ?", [row])
    let comparison = table.hasUniqueIdentity ? "=" : "IS"
    let conditions = table.identity.map { column in
      "mine.\(column) \(comparison) (\(value(of: column, in: table)))"
    }
    let known = try Int64.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT mine.\(key) FROM other.\(table.name) AS source, main.\(table.name) AS mine
          WHERE source.\(key) = ? AND \(conditions.joined(separator: " AND "))
          """), arguments: [row])
    if let known { return try remember(table.name, old: row, new: known) }
    try insert(table, where: "\(key) = ?", [row])
    let new = db.lastInsertedRowID
    try remember(table.name, old: row, new: new)
    for (owned, column) in schema.tables(ownedBy: table) {
      try intern(owned, where: "\(column) = ?", [row])
      try insert(owned, where: "\(column) = ?", [row])
    }
    if table.name == "blob" {
      tensors += 1
      tensorBytes +=
        try Int.fetchOne(
          db.cachedStatement(sql: "SELECT size FROM main.blob WHERE id = ?"), arguments: [new]) ?? 0
    }
  }

  /// Copies rows, each reference by what its row has become.
  private func insert(
    _ table: StoreSchema.Table, where condition: String, _ arguments: StatementArguments,
    replacing replaced: (column: String, text: String)? = nil
  ) throws {
    // The key of a table that refers with it (`training_state.run`) is given, any other made.
    let columns = table.columns.filter { column in
      column != table.rowKey || table.references.contains { $0.column == column }
    }
    let values = columns.map { $0 == replaced?.column ? "?" : value(of: $0, in: table) }
    let first: StatementArguments = replaced.map { [$0.text] } ?? []
    try db.cachedStatement(
      sql: """
        INSERT INTO main.\(table.name) (\(columns.joined(separator: ", ")))
        SELECT \(values.joined(separator: ", ")) FROM other.\(table.name) AS source WHERE \(condition)
        """
    ).execute(arguments: first + arguments)
  }

  /// A column's value here. A run that is not here is found by its identifier, or is none.
  private func value(of column: String, in table: StoreSchema.Table) -> String {
    guard let reference = table.references.first(where: { $0.column == column }) else {
      return "source.\(column)"
    }
    let origin = schema.origin(of: reference)
    let merged = "SELECT new FROM temp.merged WHERE origin = '\(origin)' AND old = source.\(column)"
    if origin != "run" { return "(\(merged))" }
    return """
      coalesce((\(merged)), (SELECT here.id FROM main.run AS here WHERE here.uid = (
        SELECT there.uid FROM other.run AS there WHERE there.id = source.\(column))))
      """
  }

  private func remember(_ origin: String, old: Int64, new: Int64) throws {
    try db.cachedStatement(sql: "INSERT OR REPLACE INTO temp.merged VALUES (?, ?, ?)")
      .execute(arguments: [origin, old, new])
  }

  private func forgetRows(of origins: [String]) throws {
    for origin in origins {
      try db.cachedStatement(sql: "DELETE FROM temp.merged WHERE origin = ?")
        .execute(arguments: [origin])
    }
  }
}
