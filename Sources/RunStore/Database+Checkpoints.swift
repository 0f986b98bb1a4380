internal import Digests
internal import Foundation
internal import GRDB

/// A tensor and the digest of its bytes.
struct HashedTensor {
  let tensor: StoredTensor
  let sha256: Data

  init(_ tensor: StoredTensor) {
    precondition(
      tensor.bytes.count == StoredTensor.byteCount(of: tensor.shape),
      "tensor \(tensor.name): \(tensor.bytes.count) bytes for shape \(tensor.shape)")
    self.tensor = tensor
    sha256 = Data(Digests.sha256(tensor.bytes))
  }
}

extension Database {
  /// Writes an epoch's checkpoint, decides which one is best, and removes what is not to be kept; with
  /// the checkpoint comes the state from which training goes on.
  func recordCheckpoint(
    _ tensors: [HashedTensor], state: HashedTrainingState?, keep: NewCheckpoint.Keep, epoch: Int,
    at: Timestamp, row: Int64, best: BestMetric
  ) throws {
    var released = try removeCheckpoints(
      "SELECT id FROM checkpoint WHERE run = ? AND epoch = ?", [row, epoch])
    try execute(
      sql: "INSERT INTO checkpoint (run, epoch, at, is_best) VALUES (?, ?, ?, 0)",
      arguments: [row, epoch, at.milliseconds])
    let checkpoint = lastInsertedRowID
    for (position, hashed) in tensors.enumerated() {
      try cachedStatement(
        sql: """
          INSERT INTO checkpoint_tensor (checkpoint, position, name, type, shape, blob)
          VALUES (?, ?, ?, 'float32', ?, ?)
          """
      ).execute(arguments: [
        checkpoint, position, hashed.tensor.name, try JSONText.of(hashed.tensor.shape),
        try blob(hashed),
      ])
    }
    try markBest(row: row, best)
    if keep == .bestAndLast {
      released += try removeCheckpoints(
        """
        SELECT id FROM checkpoint WHERE run = ? AND is_best = 0
        AND epoch < (SELECT max(epoch) FROM checkpoint WHERE run = ?)
        """, [row, row])
    }
    if let state {
      try replaceTrainingState(state, at: at, row: row, superseded: released)
    } else {
      for blob in Set(released) { _ = try removeUnreferenced(blob: blob) }
    }
  }

  /// Of the checkpoints there are, the one whose epoch has the best finite value; the earliest among
  /// equals; where no epoch has one, the newest; nil without checkpoints.
  func bestCheckpoint(row: Int64, _ best: BestMetric) throws -> Int64? {
    let direction = best.direction == .min ? "ASC" : "DESC"
    return try Int64.fetchOne(
      cachedStatement(
        sql: """
          SELECT checkpoint.id FROM checkpoint LEFT JOIN metric ON metric.run = checkpoint.run
            AND metric.key = ? AND metric.epoch = checkpoint.epoch AND abs(metric.value) < 9e999
          WHERE checkpoint.run = ?
          ORDER BY metric.value IS NULL, metric.value \(direction),
            iif(metric.value IS NULL, -checkpoint.epoch, checkpoint.epoch) LIMIT 1
          """), arguments: [try existingKey(best.name), row])
  }

  /// Marks the best of a run's checkpoints, and no other.
  func markBest(row: Int64, _ best: BestMetric) throws {
    let id = try bestCheckpoint(row: row, best)
    try execute(
      sql: "UPDATE checkpoint SET is_best = 0 WHERE run = ? AND is_best = 1 AND id IS NOT ?",
      arguments: [row, id])
    try execute(sql: "UPDATE checkpoint SET is_best = 1 WHERE id = ?", arguments: [id])
  }

  /// The row of a tensor's bytes, written where they are new.
  func blob(_ hashed: HashedTensor) throws -> Int64 {
    try blob(hashed.sha256, hashed.tensor.bytes)
  }

  /// Removes the checkpoints of the epochs after one, and the tensors only they used.
  func removeCheckpoints(after epoch: Int, row: Int64) throws {
    let released = try removeCheckpoints(
      "SELECT id FROM checkpoint WHERE run = ? AND epoch > ?", [row, epoch])
    for blob in Set(released) { _ = try removeUnreferenced(blob: blob) }
  }

  /// Removes the checkpoints a query finds and gives the blobs they used.
  private func removeCheckpoints(_ sql: String, _ arguments: StatementArguments) throws -> [Int64] {
    var blobs: [Int64] = []
    for id in try Int64.fetchAll(cachedStatement(sql: sql), arguments: arguments) {
      blobs += try Int64.fetchAll(
        self, sql: "SELECT blob FROM checkpoint_tensor WHERE checkpoint = ?", arguments: [id])
      try execute(sql: "DELETE FROM checkpoint WHERE id = ?", arguments: [id])
    }
    return blobs
  }

  /// Removes a blob that nothing uses; whether it did.
  func removeUnreferenced(blob: Int64) throws -> Bool {
    try cachedStatement(sql: "DELETE FROM blob WHERE id = ? AND NOT \(Database.blobIsUsed)")
      .execute(arguments: [blob])
    return changesCount > 0
  }
}
