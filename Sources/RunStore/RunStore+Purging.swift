internal import GRDB

/// How much one transaction of a purge takes away at most.
struct PurgeSlice {
  var runs = 10
  /// Of tensors; a single one may have more.
  var bytes = 64 << 20
  /// Cut off the file: 16 MB.
  var pages = 1024
}

extension RunStore {
  /// Empties the trash: its runs, the tensors nobody else uses, and their space in the file.
  ///
  /// Unlike any other operation this is many short transactions, so that a run being recorded never
  /// waits long. A run goes whole or stays whole; tensors that a killed purge left go with the next.
  /// - Parameter dryRun: only say what would go.
  @discardableResult
  public func purge(dryRun: Bool = false) throws(StoreError) -> PurgeReport {
    try dryRun ? read(RunStore.purgeable) : purge(by: PurgeSlice())
  }

  func purge(by slice: PurgeSlice) throws(StoreError) -> PurgeReport {
    let runs = try eraseTrash(by: slice)
    let (tensors, bytes) = try eraseUnusedTensors(by: slice)
    try giveSpaceBack(by: slice)
    return PurgeReport(runs: runs, tensors: tensors, bytes: bytes)
  }

  private static func purgeable(_ db: Database) throws -> PurgeReport {
    let runs =
      try Int.fetchOne(db, sql: "SELECT count(*) FROM run WHERE deleted_at IS NOT NULL") ?? 0
    let blobs = try Row.fetchOne(
      db,
      sql: """
        SELECT count(*), ifnull(sum(size), 0) FROM blob WHERE NOT EXISTS (
          SELECT 1 FROM checkpoint_tensor JOIN checkpoint ON checkpoint.id = checkpoint
          JOIN run ON run.id = checkpoint.run
          WHERE checkpoint_tensor.blob = blob.id AND run.deleted_at IS NULL)
        AND NOT EXISTS (
          SELECT 1 FROM artifact_part JOIN artifact ON artifact.id = artifact
          JOIN run ON run.id = artifact.run
          WHERE artifact_part.blob = blob.id AND run.deleted_at IS NULL)
        AND NOT EXISTS (
          SELECT 1 FROM training_state_tensor AS tensor JOIN run ON run.id = tensor.run
          WHERE tensor.blob = blob.id AND run.deleted_at IS NULL)
        """)
    return PurgeReport(runs: runs, tensors: blobs?[0] ?? 0, bytes: blobs?[1] ?? 0)
  }

  /// Removes the runs that are in the trash now; gives their number.
  private func eraseTrash(by slice: PurgeSlice) throws(StoreError) -> Int {
    let trash = try read { db in
      try Int64.fetchAll(db, sql: "SELECT id FROM run WHERE deleted_at IS NOT NULL")
    }
    var erased = 0
    for start in stride(from: 0, to: trash.count, by: slice.runs) {
      if start > 0 { live.letOthersWrite() }
      erased += try write(durably: true) { db in
        try trash[start...].prefix(slice.runs).reduce(0) { erased, row in
          // One that was restored in the meantime stays.
          try db.cachedStatement(sql: "DELETE FROM run WHERE id = ? AND deleted_at IS NOT NULL")
            .execute(arguments: [row])
          return erased + db.changesCount
        }
      }
    }
    try write(durably: true) { db in
      // Texts that no run has any more; a deleted experiment goes with the last of its runs, and its name
      // is free.
      try db.execute(
        sql: """
          DELETE FROM code_diff WHERE NOT EXISTS (
            SELECT 1 FROM run_source WHERE run_source.code_diff = code_diff.id);
          DELETE FROM experiment WHERE deleted_at IS NOT NULL AND id <> 0
            AND NOT EXISTS (SELECT 1 FROM run WHERE run.experiment = experiment.id);
          """)
    }
    return erased
  }

  /// Removes the tensors and pieces of files that nothing uses; gives their number and bytes.
  private func eraseUnusedTensors(
    by slice: PurgeSlice
  ) throws(StoreError) -> (tensors: Int, bytes: Int) {
    var unused = try read { db in
      try Row.fetchAll(db, sql: "SELECT id, size FROM blob WHERE NOT \(Database.blobIsUsed)")
    }[...]
    var (tensors, bytes) = (0, 0)
    while !unused.isEmpty {
      live.letOthersWrite()
      try write(durably: true) { db in
        var touched = 0
        while touched < slice.bytes, let blob = unused.popFirst() {
          touched += blob[1] as Int
          // One that a new checkpoint uses again stays.
          guard try db.removeUnreferenced(blob: blob[0]) else { continue }
          tensors += 1
          bytes += blob[1] as Int
        }
      }
    }
    return (tensors, bytes)
  }

  /// Cuts unused pages off the file, as far as readers that are at work allow.
  private func giveSpaceBack(by slice: PurgeSlice) throws(StoreError) {
    var unused = Int.max
    while true {
      live.letOthersWrite()
      let left = try whileWriting { db in
        try db.execute(sql: "PRAGMA incremental_vacuum(\(slice.pages))")
        return try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
      }
      // Other writers may free pages as fast as these go.
      if left == 0 || left >= unused { break }
      unused = left
    }
    try whileWriting { db in
      // A reader that holds an old state keeps the log; the space then goes at a later time.
      try db.setBusyTimeout(.zero)
      // The statement cannot fail on an open connection.
      defer { try? db.setBusyTimeout(Patience.ordinary) }
      _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }
}
