public import Foundation
internal import GRDB

extension RunStore {
  /// Adds tags (`word`, or `word=value`, which replaces the word's value) and removes others (`word`
  /// whatever its value, or `word=value`).
  public func tag(
    _ run: RunIdentifier, adding: [String] = [], removing: [String] = [], at time: Date = Date()
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
        if db.changesCount > 0 { try db.log(.untagged, tag.text, at: Timestamp(time), row: row) }
      }
      for tag in added {
        try db.setTag(tag, row: row)
        try db.log(.tagged, tag.text, at: Timestamp(time), row: row)
      }
    }
  }

  /// Replaces the note of a run; an empty text removes it.
  public func setNote(
    _ run: RunIdentifier, _ text: String, at time: Date = Date()
  ) throws(StoreError) {
    try write(durably: true) { db in
      let row = try db.row(of: run)
      try db.execute(
        sql: "UPDATE run SET note = nullif(?, '') WHERE id = ?", arguments: [text, row])
      try db.log(.noted, text, at: Timestamp(time), row: row)
    }
  }

  /// Gives a run another name, which no run outside the trash may have.
  public func rename(
    _ run: RunIdentifier, to name: String, at time: Date = Date()
  ) throws(StoreError) {
    try RunStore.check(name: name, of: "run")
    try write(durably: true) { db in
      let row = try db.row(of: run)
      let old = try String.fetchOne(db, sql: "SELECT name FROM run WHERE id = ?", arguments: [row])
      if old == name { return }
      try db.checkUnused(name: name)
      try db.execute(sql: "UPDATE run SET name = ? WHERE id = ?", arguments: [name, row])
      try db.log(.renamed, "\(old ?? "") → \(name)", at: Timestamp(time), row: row)
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
        if db.changesCount > 0 { try db.log(.deleted, at: Timestamp(time), row: row) }
      }
    }
  }

  /// Takes runs out of the trash, all or none, and gives their names in the same order: where another
  /// run has taken a name since, the restored one is called `NAME-1`, `-2`, … (a client's run keeps it).
  @discardableResult
  public func restore(
    _ runs: [RunIdentifier], at time: Date = Date()
  ) throws(StoreError) -> [String] {
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
        try db.log(
          .restored, restored == name ? "" : "as \(restored)", at: Timestamp(time), row: row)
        return restored
      }
    }
  }
}
