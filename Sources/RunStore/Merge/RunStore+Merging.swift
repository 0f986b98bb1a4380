internal import Digests
public import Foundation
internal import GRDB
internal import Glibc

/// How much one transaction of a merge takes over at most; a single run may have more.
struct MergeSlice {
  var runs = 50
  /// Of tensors.
  var bytes = 64 << 20
}

extension RunStore {
  /// Takes over the runs of another store that are not here yet, with all that belongs to them, under
  /// their identifiers. Merging again takes over nothing; the other store's trash stays there.
  ///
  /// Many short transactions, each of whole runs: one that is interrupted is gone on with by merging again,
  /// and a run being recorded never waits long. The other store is only read.
  /// - Parameter dryRun: only say what would come.
  public func merge(
    _ other: String, dryRun: Bool = false, at time: Date = Date()
  ) throws(StoreError) -> MergeReport {
    try merge(other, dryRun: dryRun, at: time, by: MergeSlice())
  }

  func merge(
    _ other: String, dryRun: Bool, at time: Date, by slice: MergeSlice
  ) throws(StoreError) -> MergeReport {
    guard !isSameFile(as: other) else {
      throw .conflict("\(other): the store itself; accepted: another store")
    }
    let source = try MergeSource(path: other)
    try RunStore.attempt(other) {
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "ATTACH DATABASE ? AS other", arguments: [source.name])
      }
    }
    defer {
      // A database that stays attached is let go with the store.
      try? queue.writeWithoutTransaction { try $0.execute(sql: "DETACH DATABASE other") }
    }
    var (report, waiting) = try candidates(live: source.live)
    if dryRun { return report }
    report.taken = []
    let merge = RunMerge(source: other, time: Timestamp(time))
    while !waiting.isEmpty {
      if !report.taken.isEmpty { live.letOthersWrite() }
      try write(durably: true) { db in
        var batch = try MergeBatch(db, merge: merge)
        var runs = 0
        while runs < slice.runs, batch.tensorBytes < slice.bytes, let row = waiting.popFirst() {
          runs += 1
          // Somebody else may have taken it over in the meantime.
          if let run = try batch.take(row) { report.taken.append(run) }
        }
        report.tensors += batch.tensors
        report.tensorBytes += batch.tensorBytes
      }
    }
    if report.taken.isEmpty { return report }
    try write(durably: true) { try $0.linkParents() }
    return report
  }

  /// What is known of the other store's runs before anything is written, and the rows to take over.
  private func candidates(
    live: LiveFile
  ) throws(StoreError) -> (MergeReport, ArraySlice<Int64>) {
    try read { db in
      var report = MergeReport()
      var rows: [Int64] = []
      var names = MergedNames(
        try String.fetchAll(db, sql: "SELECT name FROM main.run WHERE deleted_at IS NULL"))
      let schema = try StoreSchema(db)
      let isWhole = try db.isWhole("other")
      let known = try db.makeStatement(
        sql: "SELECT id, status, ended_at FROM main.run WHERE uid = ?")
      for run in try db.readableRows("SELECT id, uid, name, status FROM other.run", key: "id") {
        let row: Int64 = try run.value("id")
        var found = MergeReport.Run(
          id: RunIdentifier(stored: try run.value("uid")), name: try run.value("name"))
        // Behind a long message or note, which may lie on pages of its own.
        guard let times = try db.times(of: row) else {
          report.damaged.append(found)
          continue
        }
        if times.deleted != nil { continue }
        if let mine = try Row.fetchOne(known, arguments: [found.id.text]) {
          report.known += 1
          let values = try (
            here: db.values(of: mine.value("id"), in: "main"),
            there: db.values(of: row, in: "other")
          )
          let state: (here: String, there: String) = try (
            mine.value("status"), run.value("status")
          )
          let ended: (here: Int64?, there: Int64?) = try (
            mine.value("ended_at"), times.ended
          )
          let isSame =
            state.here == state.there && ended.here == ended.there && values.here == values.there
          if !isSame { report.differing.append(found) }
        } else if try run.value("status") == "running", live.isHeld(row: row) {
          report.running.append(found)
        } else if try !isWhole && !db.isReadable(run: row, in: schema, of: "other")
          || !db.hasSoundBlobs(run: row)
        {
          report.damaged.append(found)
        } else {
          let name = names.take(found.name)
          if name != found.name { (found.name, found.renamedFrom) = (name, found.name) }
          report.taken.append(found)
          rows.append(row)
        }
      }
      return (report, rows[...])
    }
  }

  private func isSameFile(as other: String) -> Bool {
    var (mine, others) = (stat(), stat())
    return stat(path, &mine) == 0 && stat(other, &others) == 0
      && mine.st_dev == others.st_dev && mine.st_ino == others.st_ino
  }
}

extension Database {
  /// When a run of the other store ended and was deleted; nil where that lies on a damaged page.
  fileprivate func times(of run: Int64) throws -> (ended: Int64?, deleted: Int64?)? {
    do {
      let row = try Row.fetchOne(
        self, sql: "SELECT ended_at, deleted_at FROM other.run WHERE id = ?", arguments: [run])
      return try row.map { try ($0.value(0), $0.value(1)) }
    } catch  where error.isDamage {
      return nil
    }
  }

  /// Whether the bytes of all tensors and files of a run of the other store are those of their digests.
  fileprivate func hasSoundBlobs(run row: Int64) throws -> Bool {
    let blobs = try Row.fetchCursor(
      cachedStatement(
        sql: """
          SELECT sha256, bytes FROM other.blob WHERE id IN (
            SELECT tensor.blob FROM other.checkpoint AS checkpoint
            JOIN other.checkpoint_tensor AS tensor ON tensor.checkpoint = checkpoint.id
            WHERE checkpoint.run = ?1
            UNION SELECT blob FROM other.training_state_tensor WHERE run = ?1
            UNION SELECT part.blob FROM other.artifact AS artifact
            JOIN other.artifact_part AS part ON part.artifact = artifact.id WHERE artifact.run = ?1)
          """), arguments: [row])
    while let blob = try blobs.next() {
      let digest: Data = try blob.value(0)
      let isSound = try blob.withUnsafeData(atIndex: 1) { bytes in
        (bytes ?? Data()).withUnsafeBytes { Data(sha256($0)) == digest }
      }
      if !isSound { return false }
    }
    return true
  }

  /// How many values a run has in a store.
  fileprivate func values(of run: Int64, in store: String) throws -> Int {
    try Int.fetchOne(
      self, sql: "SELECT ifnull(sum(count), 0) FROM \(store).metric_summary WHERE run = ?",
      arguments: [run]) ?? 0
  }
}

/// The names of a store while runs of another one come.
private struct MergedNames {
  private var names: Set<String>
  /// The highest number behind each name and a dash.
  private var highest: [Substring: Int] = [:]

  init(_ names: [String]) {
    self.names = Set(names)
    for name in names { note(name) }
  }

  /// `name`, or where it is taken `name-1`, `name-2`, …, as `Database.unusedName(after:)` says; it is taken
  /// then.
  mutating func take(_ name: String) -> String {
    let free = names.contains(name) ? "\(name)-\((highest[name[...]] ?? 0) + 1)" : name
    names.insert(free)
    note(free)
    return free
  }

  private mutating func note(_ name: String) {
    guard let dash = name.lastIndex(of: "-"), dash > name.startIndex else { return }
    let digits = name[name.index(after: dash)...]
    guard (1..<11).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(digits)
    else { return }
    highest[name[..<dash], default: 0] = max(highest[name[..<dash]] ?? 0, number)
  }
}
