internal import Digests
internal import Foundation
internal import GRDB

/// A file of a run.
package struct ArtifactInfo: Sendable, Hashable {
  /// Relative, its folders separated by slashes.
  package var path: String
  package var bytes: Int
}

/// An upload that goes on.
package struct ArtifactUpload: Sendable {
  let row: Int64
}

/// A file to be read part by part.
package struct ArtifactContents: Sendable {
  package let bytes: Int
  let blobs: [Int64]
  /// How many parts there are.
  package var parts: Int { blobs.count }
}

extension RunStore {
  /// Bytes of a part of a file, the last one aside.
  package static let artifactPartBytes = 4 << 20

  /// Begins an upload of a file of a run. Nobody sees it before `finishArtifact`.
  package func beginArtifact(
    _ path: String, of run: RunIdentifier, at: Timestamp
  ) throws(StoreError) -> ArtifactUpload {
    try write(durably: false) { db in
      try db.execute(
        sql: "INSERT INTO artifact (run, path, size, at, is_whole) VALUES (?, ?, 0, ?, 0)",
        arguments: [try db.loggableRow(of: run), path, at.milliseconds])
      return ArtifactUpload(row: db.lastInsertedRowID)
    }
  }

  /// Adds the next bytes of a file.
  package func append(_ bytes: [UInt8], to upload: ArtifactUpload) throws(StoreError) {
    let digest = Data(Digests.sha256(bytes))
    try write(durably: false) { db in
      try db.execute(
        sql: """
          INSERT INTO artifact_part (artifact, position, blob) VALUES (?1,
            (SELECT ifnull(max(position) + 1, 0) FROM artifact_part WHERE artifact = ?1), ?2)
          """, arguments: [upload.row, try db.blob(digest, bytes)])
      try db.execute(
        sql: "UPDATE artifact SET size = size + ? WHERE id = ?",
        arguments: [bytes.count, upload.row])
      guard db.changesCount == 1 else {
        throw StoreError.conflict(
          "the run was purged during the upload; accepted: a run that is kept")
      }
    }
  }

  /// Gives a file its name; one of that name gives way.
  package func finishArtifact(_ upload: ArtifactUpload) throws(StoreError) {
    try write(durably: true) { db in
      let older = try Int64.fetchOne(
        db,
        sql: """
          SELECT older.id FROM artifact AS older JOIN artifact AS newer
          ON older.run = newer.run AND older.path = newer.path
          WHERE newer.id = ? AND older.is_whole = 1
          """, arguments: [upload.row])
      if let older { try db.removeArtifact(older) }
      try db.execute(sql: "UPDATE artifact SET is_whole = 1 WHERE id = ?", arguments: [upload.row])
    }
  }

  /// Takes an upload back.
  package func cancelArtifact(_ upload: ArtifactUpload) throws(StoreError) {
    try write(durably: false) { db in try db.removeArtifact(upload.row) }
  }

  /// Takes back the uploads that began before `time` and never ended: their server was killed.
  package func cancelArtifacts(before time: Timestamp) throws(StoreError) {
    try write(durably: false) { db in
      let rows = try Int64.fetchAll(
        db, sql: "SELECT id FROM artifact WHERE is_whole = 0 AND at < ?",
        arguments: [time.milliseconds])
      for row in rows { try db.removeArtifact(row) }
    }
  }

  /// The files of a run, by path.
  package func artifacts(of run: RunIdentifier) throws(StoreError) -> [ArtifactInfo] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT path, size FROM artifact WHERE run = ? AND is_whole = 1 ORDER BY path",
        arguments: [try db.row(of: run)]
      ).map { ArtifactInfo(path: try $0.value(0), bytes: try $0.value(1)) }
    }
  }

  /// A file of a run, to be read with `artifactPart`.
  package func artifact(
    _ path: String, of run: RunIdentifier
  ) throws(StoreError) -> ArtifactContents {
    try read { db in
      let row = try Row.fetchOne(
        db, sql: "SELECT id, size FROM artifact WHERE run = ? AND path = ? AND is_whole = 1",
        arguments: [try db.row(of: run), path])
      guard let row else {
        throw StoreError.notFound("run \(run): no artifact \"\(path)\"; accepted: one of its files")
      }
      return ArtifactContents(
        bytes: try row.value(1),
        blobs: try Int64.fetchAll(
          db, sql: "SELECT blob FROM artifact_part WHERE artifact = ? ORDER BY position",
          arguments: [try row.value(0) as Int64]))
    }
  }

  /// The bytes of one part of a file.
  package func artifactPart(_ index: Int, of contents: ArtifactContents) throws(StoreError)
    -> [UInt8]
  {
    try read { db in
      let row = try Row.fetchOne(
        db, sql: "SELECT bytes FROM blob WHERE id = ?", arguments: [contents.blobs[index]])
      guard let row else {
        throw StoreError.notFound(
          "an artifact was removed while it was read; accepted: one that is kept")
      }
      return try row.withUnsafeData(atIndex: 0) { [UInt8]($0 ?? Data()) }
    }
  }

  /// Removes a file of a run, or all files of a folder.
  package func removeArtifacts(_ path: String, of run: RunIdentifier) throws(StoreError) {
    try write(durably: true) { db in
      let rows = try Int64.fetchAll(
        db,
        sql: """
          SELECT id FROM artifact WHERE run = ?1 AND is_whole = 1
          AND (path = ?2 OR (path > ?2 || '/' AND path < ?2 || '0'))
          """, arguments: [try db.row(of: run), path])
      for row in rows { try db.removeArtifact(row) }
    }
  }
}

extension Database {
  /// The row of the blob with that digest, made if it is new.
  func blob(_ sha256: Data, _ bytes: [UInt8]) throws -> Int64 {
    let known = try Int64.fetchOne(
      cachedStatement(sql: "SELECT id FROM blob WHERE sha256 = ?"), arguments: [sha256])
    if let known {
      // What a disk spoiled must not stand for what is written now.
      try cachedStatement(
        sql: "UPDATE blob SET size = ?1, bytes = ?2 WHERE id = ?3 AND bytes <> ?2"
      )
      .execute(arguments: [bytes.count, Data(bytes), known])
      return known
    }
    try cachedStatement(sql: "INSERT INTO blob (sha256, size, bytes) VALUES (?, ?, ?)").execute(
      arguments: [sha256, bytes.count, Data(bytes)])
    return lastInsertedRowID
  }

  fileprivate func removeArtifact(_ row: Int64) throws {
    let blobs = try Int64.fetchSet(
      self, sql: "SELECT blob FROM artifact_part WHERE artifact = ?", arguments: [row])
    try execute(sql: "DELETE FROM artifact WHERE id = ?", arguments: [row])
    for blob in blobs { _ = try removeUnreferenced(blob: blob) }
  }
}
