internal import Digests
internal import Foundation
internal import GRDB

extension RunStore {
  /// A checkpoint of a run with all its tensors.
  public func checkpoint(
    _ run: RunIdentifier, _ which: CheckpointChoice
  ) throws(StoreError) -> Checkpoint {
    try read { db in
      let (id, epoch) = try db.checkpoint(of: run, which)
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT tensor.name, tensor.shape, blob.bytes, blob.sha256
          FROM checkpoint_tensor AS tensor JOIN blob ON blob.id = tensor.blob WHERE tensor.checkpoint = ? ORDER BY tensor.position
          """, arguments: [id])
      var tensors: [StoredTensor] = []
      while let row = try rows.next() {
        tensors.append(try StoredTensor(row, path: path))
      }
      return Checkpoint(run: run, epoch: epoch, tensors: tensors)
    }
  }

  /// The epoch of a checkpoint and what is known of its tensors without reading them.
  public func tensors(
    of run: RunIdentifier, _ which: CheckpointChoice
  ) throws(StoreError) -> (epoch: Int, tensors: [TensorInfo]) {
    try read { db in
      let (id, epoch) = try db.checkpoint(of: run, which)
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT tensor.name, tensor.shape, blob.size, blob.sha256 FROM checkpoint_tensor AS tensor
          JOIN blob ON blob.id = tensor.blob WHERE tensor.checkpoint = ? ORDER BY tensor.position
          """, arguments: [id])
      let tensors = try rows.map { row in
        TensorInfo(
          name: try row.value(0), shape: try JSONText.read(row.value(1)), bytes: try row.value(2),
          sha256: [UInt8](try row.value(3) as Data).hexString)
      }
      return (epoch, tensors)
    }
  }

  /// The elements of a stored tensor, as `StoredTensor.bytes` has them.
  /// - Throws: where no checkpoint keeps them any more.
  public func elements(of tensor: TensorInfo) throws(StoreError) -> [UInt8] {
    try read { db in
      let row = try Row.fetchOne(
        db, sql: "SELECT bytes FROM blob WHERE sha256 = ?",
        arguments: [Data(hexString: tensor.sha256)])
      guard let row else {
        throw StoreError.notFound(
          "tensor \(tensor.name) was removed while it was read; accepted: a checkpoint that is kept"
        )
      }
      let bytes = try row.withUnsafeData(atIndex: 0) { [UInt8]($0 ?? Data()) }
      guard sha256(bytes).hexString == tensor.sha256 else {
        throw StoreError.damaged(tensor: tensor.name, path: path)
      }
      return bytes
    }
  }
}

extension Data {
  /// What `hexString` was written from.
  fileprivate init(hexString: String) {
    let digits = Array(hexString.utf8)
    self.init(
      stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
      })
  }
}

extension StoreError {
  /// Bytes that are not those that were written.
  fileprivate static func damaged(tensor name: String, path: String) -> StoreError {
    .unusableFile(
      "\(path): tensor \(name): damaged, its bytes contradict their digest; convoy db check names all that are"
    )
  }
}

extension StoredTensor {
  /// - Parameter row: its name, shape, bytes and their digest, in that order.
  init(_ row: Row, path: String) throws {
    let shape: [Int] = try JSONText.read(row.value(1))
    let bytes = try row.withUnsafeData(atIndex: 2) { [UInt8]($0 ?? Data()) }
    guard bytes.count == StoredTensor.byteCount(of: shape) else {
      throw StoreError.unusableFile(
        "\(path): tensor \(try row.value(0) as String): \(bytes.count) bytes for shape \(shape)")
    }
    guard try Data(sha256(bytes)) == row.value(3) else {
      throw StoreError.damaged(tensor: try row.value(0), path: path)
    }
    self.init(name: try row.value(0), shape: shape, bytes: bytes)
  }
}

extension Database {
  fileprivate func checkpoint(
    of run: RunIdentifier, _ which: CheckpointChoice
  ) throws -> (id: Int64, epoch: Int) {
    let row = try row(of: run)
    let kept = try Row.fetchAll(
      self, sql: "SELECT id, epoch, is_best FROM checkpoint WHERE run = ? ORDER BY epoch",
      arguments: [row])
    let chosen =
      switch which {
      case .best: kept.first { $0[2] }
      case .last: kept.last
      case .epoch(let epoch): kept.first { $0[1] == epoch }
      }
    if let chosen { return (chosen[0], chosen[1]) }
    let epochs = kept.map { String($0[1] as Int) }.joined(separator: ", ")
    throw StoreError.notFound(
      "run \(run): no checkpoint \(which); accepted: "
        + (kept.isEmpty ? "none, the run has no checkpoints" : "best, last, or epoch \(epochs)"))
  }
}
