internal import GRDB

extension Database {
  /// Writes what was done to a run.
  func log(_ kind: RunEvent.Kind, _ detail: String = "", at: Timestamp, row: Int64) throws {
    try cachedStatement(sql: "INSERT INTO event (run, at, kind, detail) VALUES (?, ?, ?, ?)")
      .execute(arguments: [row, at.milliseconds, kind.rawValue, detail])
  }

  /// Writes what a new run came out of.
  func setParent(_ parent: RunParent, row: Int64) throws {
    try execute(
      sql: "INSERT INTO lineage (run, parent, parent_uid, relation) VALUES (?, ?, ?, ?)",
      arguments: [
        row, try self.row(of: parent.id), parent.id.text, parent.relation.rawValue,
      ])
  }

  /// Finds parents that came after their children, as runs of other stores may.
  func linkParents() throws {
    try execute(
      sql: """
        UPDATE lineage SET parent = (SELECT id FROM run WHERE uid = parent_uid) WHERE parent IS NULL
        """)
  }
}

extension RunParent.Relation {
  /// A relation as a query gave it.
  init(stored text: String) throws {
    guard let relation = Self(rawValue: text) else {
      throw StoreError.unusableFile("a run's relation \"\(text)\" is unknown to this program")
    }
    self = relation
  }
}
