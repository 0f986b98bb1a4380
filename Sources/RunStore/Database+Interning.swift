internal import Digests
internal import Foundation
internal import GRDB

extension Database {
  /// The number of an interned name, made if it is new.
  func key(_ name: String) throws -> Int64 {
    if let id = try existingKey(name) { return id }
    guard !name.isEmpty else {
      throw StoreError.conflict("a metric, parameter or tag without a name; accepted: a name")
    }
    try execute(sql: "INSERT INTO key (name) VALUES (?)", arguments: [name])
    return lastInsertedRowID
  }

  /// The number of an interned name; nil for one nobody has used.
  func existingKey(_ name: String) throws -> Int64? {
    try Int64.fetchOne(
      cachedStatement(sql: "SELECT id FROM key WHERE name = ?"), arguments: [name])
  }

  func experiment(_ name: String) throws -> Int64 {
    try execute(
      sql: "INSERT INTO experiment (name) VALUES (?) ON CONFLICT DO NOTHING", arguments: [name])
    return try onlyRow("SELECT id FROM experiment WHERE name = ?", [name])
  }

  func dataset(_ info: DatasetInfo) throws -> Int64 {
    let arguments: StatementArguments = [
      info.name, info.fingerprint, info.train, info.validation, info.test,
      try JSONText.of(info.classNames),
    ]
    try execute(
      sql: """
        INSERT INTO dataset (name, fingerprint, train, validation, test, class_names)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """, arguments: arguments)
    return try onlyRow(
      """
      SELECT id FROM dataset WHERE name = ? AND fingerprint = ? AND train = ? AND validation = ?
      AND test = ? AND class_names = ?
      """, arguments)
  }

  func environment(_ info: RunEnvironment) throws -> Int64 {
    let arguments: StatementArguments = [
      info.host, info.os, info.cpu, info.isa, info.threads, info.swift, info.convoy,
      info.git?.commit, info.git?.dirty,
    ]
    let known = try Int64.fetchOne(
      self,
      sql: """
        SELECT id FROM environment WHERE host = ? AND os = ? AND cpu = ? AND isa = ? AND threads = ?
        AND swift = ? AND convoy = ? AND git_commit IS ? AND git_dirty IS ?
        """, arguments: arguments)
    if let known { return known }
    try execute(
      sql: """
        INSERT INTO environment (host, os, cpu, isa, threads, swift, convoy, git_commit, git_dirty)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, arguments: arguments)
    return lastInsertedRowID
  }

  /// The number of a text of changes, which many runs may share.
  func codeDiff(_ diff: CodeDiff) throws -> Int64 {
    let digest = Data(sha256([UInt8](diff.text.utf8)))
    try execute(
      sql: "INSERT INTO code_diff (sha256, bytes, text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      arguments: [digest, diff.bytes, diff.text])
    return try onlyRow("SELECT id FROM code_diff WHERE sha256 = ?", [digest])
  }

  /// `stem-1`, or one more than the highest number among the names of runs that are not deleted.
  func unusedName(after stem: String) throws -> String {
    let highest = try Int.fetchOne(
      self,
      sql: """
        SELECT max(CAST(substr(name, length(:stem) + 2) AS INTEGER)) FROM run
        WHERE deleted_at IS NULL AND name > :stem || '-' AND name < :stem || '.'
        AND substr(name, length(:stem) + 2) NOT GLOB '*[^0-9]*'
        AND length(name) < length(:stem) + 12
        """, arguments: ["stem": stem])
    return "\(stem)-\((highest ?? 0) + 1)"
  }

  /// Refuses a name that a run outside the trash has.
  func checkUnused(name: String) throws {
    let holder = try String.fetchOne(
      self, sql: "SELECT uid FROM run WHERE name = ? AND deleted_at IS NULL", arguments: [name])
    guard let holder else { return }
    throw StoreError.conflict(
      "run \"\(name)\": the name belongs to run \(holder); "
        + "accepted: another name, or this one after that run is deleted")
  }

  func setParameter(_ name: String, _ value: ParamValue, row: Int64) throws {
    try cachedStatement(
      sql: """
        INSERT INTO parameter (run, key, text, number) VALUES (?, ?, ?, ?)
        ON CONFLICT (run, key) DO UPDATE SET text = excluded.text, number = excluded.number
        """
    ).execute(arguments: [row, try key(name), value.description, value.number])
  }

  func setTag(_ tag: Tag, row: Int64) throws {
    try cachedStatement(
      sql: """
        INSERT INTO tag (run, key, text, number) VALUES (?, ?, ?, ?)
        ON CONFLICT (run, key) DO UPDATE SET text = excluded.text, number = excluded.number
        """
    ).execute(arguments: [
      row, try key(tag.key), tag.value, tag.value.flatMap(ParamValue.number(in:)),
    ])
  }

  private func onlyRow(_ sql: String, _ arguments: StatementArguments) throws -> Int64 {
    guard let id = try Int64.fetchOne(self, sql: sql, arguments: arguments) else {
      throw StoreError.failure("a row just written is not there: \(sql)")
    }
    return id
  }
}
