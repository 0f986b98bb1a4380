internal import GRDB

extension Database {
  /// Of a damaged database, the runs with rows that cannot be read, and which rows.
  func unreadableRows() throws -> [StoreProblem] {
    let schema = try StoreSchema(self)
    let owned = schema.tables.compactMap { table in
      schema.owner(of: table).flatMap {
        schema.origin(of: $0) == "run" ? (table.name, $0.column) : nil
      }
    }
    var problems: [StoreProblem] = []
    for run in try readableRows("SELECT id, name FROM run", key: "id") {
      for (table, column) in owned + [("run", "id")] {
        do {
          try readAll("SELECT * FROM \(table) WHERE \(column) = ?", [run.value(0) as Int64])
        } catch  where error.isDamage {
          problems.append(
            StoreProblem(
              .unreadable,
              "run \(try run.value(1) as String): rows of \(table) lie on a damaged page"))
        }
      }
    }
    return problems
  }

  /// Whether no page of a store, attached or `main`, is damaged.
  func isWhole(_ store: String) throws -> Bool {
    do {
      return try String.fetchOne(self, sql: "PRAGMA \(store).quick_check(1)") == "ok"
    } catch  where error.isDamage {
      return false
    }
  }

  /// Whether all rows of a run can be read in an attached store.
  func isReadable(run row: Int64, in schema: StoreSchema, of store: String) throws -> Bool {
    for table in schema.tables {
      guard let owner = schema.owner(of: table), schema.origin(of: owner) == "run" else { continue }
      do {
        try readAll("SELECT * FROM \(store).\(table.name) WHERE \(owner.column) = ?", [row])
      } catch  where error.isDamage {
        return false
      }
    }
    return true
  }

  /// The rows of a query, as many as can be read: from the first one up to the first damage, then from the
  /// last one down.
  /// - Parameter key: an integer column that orders them.
  func readableRows(_ query: String, key: String) throws -> [Row] {
    var rows: [Row] = []
    func read(_ query: String) throws -> Bool {
      do {
        let cursor = try Row.fetchCursor(self, sql: query)
        while let row = try cursor.next() { rows.append(row.copy()) }
        return true
      } catch  where error.isDamage {
        return false
      }
    }
    if try read("\(query) ORDER BY \(key)") { return rows }
    let last: Int64 = rows.last?[key] ?? .min
    let start = rows.count
    _ = try read("\(query) WHERE \(key) > \(last) ORDER BY \(key) DESC")
    rows[start...].reverse()
    return rows
  }

  private func readAll(_ sql: String, _ arguments: StatementArguments) throws {
    let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
    // A value that spilled over to other pages is read only with its bytes.
    while let row = try cursor.next() { _ = row.copy() }
  }
}
