internal import GRDB

/// The tables of a store and how they hang together, as the database itself tells: whatever walks over
/// all of a run's rows (merging, checking) follows it and misses no table that a later version brings.
struct StoreSchema {
  /// A column that refers to another table's.
  struct Reference {
    let column, table, target: String
    /// The row goes with the row it refers to.
    let isOwned: Bool
    let isOptional: Bool
  }

  struct Table {
    let name: String
    let columns: [String]
    /// The column that is the rowid; nil where the key is another.
    let rowKey: String?
    let references: [Reference]
    /// The columns of the first UNIQUE constraint, which tell a row by its content; else all but the key.
    let identity: [String]
    let hasUniqueIdentity: Bool
  }

  /// Each after those it refers to.
  let tables: [Table]

  init(_ db: Database) throws {
    let names = try String.fetchAll(
      db,
      sql: """
        SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        ORDER BY name
        """)
    var waiting = try names.map { try Table(db, name: $0) }
    var sorted: [Table] = []
    while !waiting.isEmpty {
      let placed = Set(sorted.map(\.name))
      let ready = waiting.filter { table in
        table.references.allSatisfy { placed.contains($0.table) || $0.table == table.name }
      }
      // Tables that refer to each other in a circle come in any order.
      let next = ready.isEmpty ? waiting : ready
      sorted += next
      let taken = Set(next.map(\.name))
      waiting.removeAll { taken.contains($0.name) }
    }
    tables = sorted
  }

  func table(_ name: String) -> Table? { tables.first { $0.name == name } }

  /// The table whose rowid a column holds: `training_state_tensor.run` refers to `training_state.run`,
  /// which is the rowid of a run.
  func origin(of reference: Reference) -> String {
    let next = table(reference.table)?.references.first { $0.column == reference.target }
    return next.map(origin) ?? reference.table
  }

  /// The tables whose rows go with a row of that table, which is no run's: an experiment's tags.
  func tables(ownedBy table: Table) -> [(table: Table, column: String)] {
    if table.name == "run" || owner(of: table) != nil { return [] }
    return tables.compactMap { other in
      other.references.first { $0.isOwned && origin(of: $0) == table.name }
        .map { (other, $0.column) }
    }
  }

  /// The reference by which the rows of a table belong to a run, directly or through others; nil for a
  /// table whose rows belong to none.
  func owner(of table: Table) -> Reference? {
    table.references.first { reference in
      guard reference.isOwned else { return false }
      if origin(of: reference) == "run" { return true }
      return self.table(reference.table).map { owner(of: $0) != nil } ?? false
    }
  }
}

extension StoreSchema.Table {
  init(_ db: Database, name: String) throws {
    self.name = name
    let columns = try Row.fetchAll(
      db, sql: "SELECT name, type, pk, \"notnull\" FROM pragma_table_info(?) ORDER BY cid",
      arguments: [name])
    self.columns = columns.map { $0[0] }
    let keys = columns.filter { $0[2] as Int > 0 }
    rowKey = keys.count == 1 && keys[0][1] as String == "INTEGER" ? keys[0][0] : nil
    let required = Set(columns.filter { $0[3] as Bool }.map { $0[0] as String })
    let rowKey = rowKey
    references = try Row.fetchAll(
      db,
      sql: """
        SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list(?) ORDER BY id DESC
        """, arguments: [name]
    ).map { row in
      let column: String = row[0]
      return StoreSchema.Reference(
        column: column, table: row[1], target: row[2] ?? "id",
        isOwned: row[3] as String == "CASCADE",
        isOptional: column != rowKey && !required.contains(column))
    }
    let unique = try String.fetchAll(
      db,
      sql: """
        SELECT info.name FROM pragma_index_info((
          SELECT name FROM pragma_index_list(?) WHERE origin = 'u' AND partial = 0 ORDER BY seq DESC LIMIT 1
        )) AS info ORDER BY info.seqno
        """, arguments: [name])
    hasUniqueIdentity = !unique.isEmpty
    identity = unique.isEmpty ? self.columns.filter { $0 != rowKey } : unique
  }
}
