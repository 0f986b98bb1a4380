public import Foundation
internal import GRDB

extension RunStore {
  /// Adds tags (`word`, or `word=value`, which replaces the word's value) and removes others (`word`
  /// whatever its value, or `word=value`).
  public func tag(
    _ run: RunIdentifier, adding: [String] = [], removing: [String] = []
  ) throws(StoreError) {
    let added = try adding.map(Tag.init(parsing:))
    let removed = try removing.map(Tag.init(parsing:))
    try write(durably: true) { db in
      let row = try db.row(of: run)
      for tag in removed {
        guard let key = try db.existingKey(tag.key) else { continue }
        try db.execute(
          sql: "DELETE FROM tag WHERE run = ? AND key = ? AND (? IS NULL OR text = ?)",
          arguments: [row, key, tag.value, tag.value])
      }
      for tag in added { try db.setTag(tag, row: row) }
    }
  }

  /// Replaces the note of a run; an empty text removes it.
  public func setNote(_ run: RunIdentifier, _ text: String) throws(StoreError) {
    try write(durably: true) { db in
      try db.execute(
        sql: "UPDATE run SET note = nullif(?, '') WHERE id = ?",
        arguments: [text, try db.row(of: run)])
    }
  }

  /// Puts runs into the trash, all or none; their names are free at once. A run whose process lives is
  /// refused; one that is there already stays.
  public func delete(_ runs: [RunIdentifier], at time: Date = Date()) throws(StoreError) {
    try write(durably: true) { db in
      for run in runs {
        let row = try db.row(of: run)
        if live.isHeld(row: row) {
          throw StoreError.conflict("run \(run): still running; accepted: a run that has ended")
        }
        try db.execute(
          sql: "UPDATE run SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL",
          arguments: [Timestamp(time).milliseconds, row])
      }
    }
  }

  /// Takes runs out of the trash, all or none, and gives their names in the same order: where another
  /// run has taken a name since, the restored one is called `NAME-1`, `-2`, … (a client's run keeps it).
  @discardableResult
  public func restore(_ runs: [RunIdentifier]) throws(StoreError) -> [String] {
    try write(durably: true) { db in
      try runs.map { run in
        let row = try db.row(of: run)
        guard
          let name = try String.fetchOne(
            db, sql: "SELECT name FROM run WHERE id = ? AND deleted_at IS NOT NULL",
            arguments: [row])
        else {
          throw StoreError.conflict("run \(run): not in the trash; accepted: a deleted run")
        }
        let isTaken =
          try Bool.fetchOne(
            db,
            sql: """
              SELECT 1 FROM run WHERE name = ? AND deleted_at IS NULL
              AND (SELECT pid FROM run WHERE id = ?) <> 0
              """, arguments: [name, row])
          ?? false
        let restored = isTaken ? try db.unusedName(after: name) : name
        try db.execute(
          sql: "UPDATE run SET name = ?, deleted_at = NULL WHERE id = ?",
          arguments: [restored, row])
        return restored
      }
    }
  }
}
