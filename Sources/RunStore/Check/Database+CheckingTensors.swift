internal import Digests
internal import Foundation
internal import GRDB

extension Database {
  /// Tensors whose bytes cannot be read or are not those of their digest, each with all that use it, and
  /// tensors that nothing uses.
  func tensorProblems() throws -> [StoreProblem] {
    var problems: [StoreProblem] = []
    for blob in try readableRows("SELECT id, sha256, size FROM blob", key: "id") {
      let (id, size): (Int64, Int) = try (blob.value(0), blob.value(2))
      let name = [UInt8](try blob.value(1) as Data).hexString
      var users: [String]?
      var isUsed: Bool?
      do {
        isUsed = try Bool.fetchOne(
          cachedStatement(sql: "SELECT \(Database.blobIsUsed) FROM blob WHERE id = ?"),
          arguments: [id])
        users = try self.users(of: id)
        let row = try Row.fetchOne(
          cachedStatement(sql: "SELECT bytes FROM blob WHERE id = ?"), arguments: [id])
        let isRight = try row?.withUnsafeData(atIndex: 0) { data in
          let data = data ?? Data()
          return data.count == size && data.withUnsafeBytes { sha256($0) }.hexString == name
        }
        if isRight == false {
          problems += (users ?? []).map {
            StoreProblem(.changedTensor, "\($0): its bytes have changed (tensor \(name))")
          }
          if users == [] {
            problems.append(StoreProblem(.changedTensor, "tensor \(name): its bytes have changed"))
          }
        }
      } catch  where error.isDamage {
        problems += (users?.isEmpty == false ? users ?? [] : ["tensor \(name)"]).map {
          StoreProblem(.unreadable, "\($0): its bytes lie on a damaged page (tensor \(name))")
        }
      }
      if isUsed == false {
        problems.append(
          StoreProblem(
            .unusedTensor(blob: id), "tensor \(name): nothing uses it; convoy purge erases it"))
      }
    }
    return problems
  }

  /// Where a tensor's bytes are used: `run cnn-1, checkpoint of epoch 2, conv_1.kernel`.
  private func users(of blob: Int64) throws -> [String] {
    try String.fetchAll(
      cachedStatement(
        sql: """
          SELECT 'run ' || run.name || ', checkpoint of epoch ' || checkpoint.epoch || ', ' || tensor.name
          FROM checkpoint_tensor AS tensor JOIN checkpoint ON checkpoint.id = tensor.checkpoint
          JOIN run ON run.id = checkpoint.run WHERE tensor.blob = :blob
          UNION ALL
          SELECT 'run ' || run.name || ', training state, ' || tensor.name
          FROM training_state_tensor AS tensor JOIN run ON run.id = tensor.run WHERE tensor.blob = :blob
          """), arguments: ["blob": blob])
  }
}
