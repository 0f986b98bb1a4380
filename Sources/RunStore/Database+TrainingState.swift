internal import Foundation
internal import GRDB

/// A training state whose tensors are hashed.
struct HashedTrainingState {
  let state: StoredTrainingState
  let parameters, optimizer: [HashedTensor]

  init(_ state: StoredTrainingState) {
    self.state = state
    parameters = state.parameters.map(HashedTensor.init)
    optimizer = state.optimizer.map(HashedTensor.init)
  }
}

extension Database {
  /// Whether a checkpoint or a training state uses a row of `blob`.
  static let blobIsUsed = """
    (EXISTS (SELECT 1 FROM checkpoint_tensor WHERE checkpoint_tensor.blob = blob.id)
    OR EXISTS (SELECT 1 FROM training_state_tensor WHERE training_state_tensor.blob = blob.id)
    OR EXISTS (SELECT 1 FROM artifact_part WHERE artifact_part.blob = blob.id))
    """

  /// Puts a run's training state in the place of the one before. Tensors that only that one used go
  /// first, so that the new ones take their space and the file does not grow.
  /// - Parameter superseded: blobs that checkpoints no longer use; they go with the old state's.
  func replaceTrainingState(
    _ hashed: HashedTrainingState, at: Timestamp, row: Int64, superseded: [Int64] = []
  ) throws {
    let old = try removeTrainingState(row: row) + superseded
    let wanted = Set((hashed.parameters + hashed.optimizer).map(\.sha256))
    try removeUnused(blobs: old, but: wanted)
    try execute(
      sql: """
        INSERT INTO training_state (run, at, epoch, epoch_step, step, progress)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        row, at.milliseconds, hashed.state.epoch, hashed.state.epochStep, hashed.state.step,
        hashed.state.progress,
      ])
    let tensors =
      hashed.parameters.map { ("parameter", $0) } + hashed.optimizer.map { ("optimizer", $0) }
    for (position, (role, tensor)) in tensors.enumerated() {
      try cachedStatement(
        sql: """
          INSERT INTO training_state_tensor (run, position, role, name, type, shape, blob)
          VALUES (?, ?, ?, ?, 'float32', ?, ?)
          """
      ).execute(arguments: [
        row, position, role, tensor.tensor.name, try JSONText.of(tensor.tensor.shape),
        try blob(tensor),
      ])
    }
  }

  /// Removes a run's training state, where it has one, and gives the blobs it used.
  func removeTrainingState(row: Int64) throws -> [Int64] {
    let blobs = try Int64.fetchAll(
      self, sql: "SELECT blob FROM training_state_tensor WHERE run = ?", arguments: [row])
    try execute(sql: "DELETE FROM training_state WHERE run = ?", arguments: [row])
    return blobs
  }

  /// Removes a run's training state and the tensors that only it used.
  func dropTrainingState(row: Int64) throws {
    for blob in Set(try removeTrainingState(row: row)) { _ = try removeUnreferenced(blob: blob) }
  }

  /// The training state of a run; nil where it has none.
  func trainingState(row: Int64, path: String) throws -> StoredTrainingState? {
    guard
      let found = try Row.fetchOne(
        self,
        sql: "SELECT epoch, epoch_step, step, progress FROM training_state WHERE run = ?",
        arguments: [row])
    else { return nil }
    var state = try StoredTrainingState(
      epoch: found.value(0), epochStep: found.value(1), step: found.value(2),
      progress: found.value(3), parameters: [],
      optimizer: [])
    let rows = try Row.fetchCursor(
      self,
      sql: """
        SELECT tensor.name, tensor.shape, blob.bytes, blob.sha256, tensor.role
        FROM training_state_tensor AS tensor
        JOIN blob ON blob.id = tensor.blob WHERE tensor.run = ? ORDER BY tensor.position
        """, arguments: [row])
    while let row = try rows.next() {
      let tensor = try StoredTensor(row, path: path)
      if (try row.value(4) as String) == "parameter" {
        state.parameters.append(tensor)
      } else {
        state.optimizer.append(tensor)
      }
    }
    return state
  }

  /// Removes those of `blobs` that nothing uses any more.
  /// - Parameter kept: digests of tensors about to be used again.
  private func removeUnused(blobs: [Int64], but kept: Set<Data>) throws {
    for blob in Set(blobs) {
      let digest = try Data.fetchOne(
        cachedStatement(sql: "SELECT sha256 FROM blob WHERE id = ?"), arguments: [blob])
      if let digest, kept.contains(digest) { continue }
      _ = try removeUnreferenced(blob: blob)
    }
  }
}
