import Foundation
import GRDB
import TestSupport
import Testing

@testable import RunStore

/// Things put wrong in a sound store by hand: found by name, and put right where the rest tells how.
struct RepairTests {
  struct Damage: Sendable, CustomTestStringConvertible {
    let sql: String
    let problems: [String]
    let repaired: [String]
    var left: [String] = []

    var testDescription: String { sql }
  }

  private static let bestTensor = """
    SELECT blob FROM checkpoint_tensor JOIN checkpoint ON checkpoint.id = checkpoint WHERE epoch = 2
    """

  static let damages: [Damage] = [
    Damage(
      sql: "UPDATE metric_summary SET max = 0.9, max_epoch = 1 WHERE max = 0.75",
      problems: ["run a: the summary of val_accuracy contradicts its values"],
      repaired: ["run a: the summary of val_accuracy made anew"]),
    Damage(
      sql: "DELETE FROM metric_summary WHERE run = 2",
      problems: ["run b: the summary of val_loss contradicts its values"],
      repaired: ["run b: the summary of val_loss made anew"]),
    Damage(
      sql: "DELETE FROM metric WHERE run = 2",
      problems: [
        "run b: another checkpoint than the one marked is the best",
        "run b: the summary of val_loss contradicts its values",
      ],
      repaired: [
        "run b: the best checkpoint marked", "run b: the summary of val_loss made anew",
      ]),
    Damage(
      sql: """
        INSERT INTO metric_summary SELECT 1, id, 1, 0, 1, 1, 1, 1, 1, 1 FROM key
        WHERE name = 'colour'
        """,
      problems: ["run a: the summary of colour contradicts its values"],
      repaired: ["run a: the summary of colour made anew"]),
    Damage(
      sql: """
        UPDATE checkpoint SET is_best = 0;
        UPDATE checkpoint SET is_best = 1 WHERE run = 2 AND epoch = 3
        """,
      problems: ["run b: another checkpoint than the one marked is the best"],
      repaired: ["run b: the best checkpoint marked"]),
    Damage(
      sql: "UPDATE checkpoint SET is_best = 0",
      problems: ["run b: another checkpoint than the one marked is the best"],
      repaired: ["run b: the best checkpoint marked"]),
    Damage(
      sql: "INSERT INTO blob (sha256, size, bytes) VALUES (zeroblob(32), 3, zeroblob(3))",
      problems: [
        "tensor \(String(repeating: "00", count: 32)): its bytes have changed",
        "tensor \(String(repeating: "00", count: 32)): nothing uses it; convoy purge erases it",
      ], repaired: ["a tensor that nothing uses removed, 3 bytes"]),
    Damage(
      sql: "PRAGMA foreign_keys = OFF; DELETE FROM run WHERE id = 1",
      problems: [
        "table epoch: 3 rows without their run", "table event: 2 rows without their run",
        "table metric: 3 rows without their run", "table metric_summary: a row without its run",
        "table parameter: a row without its run", "table run_source: a row without its run",
      ],
      repaired: [
        "table epoch: 3 rows without run removed", "table event: 2 rows without run removed",
        "table metric: 3 rows without run removed",
        "table metric_summary: a row without run removed",
        "table parameter: a row without run removed", "table run_source: a row without run removed",
      ]),
    Damage(
      sql: "UPDATE blob SET bytes = zeroblob(size) WHERE id = (\(bestTensor))",
      problems: [
        "run b, checkpoint of epoch 2, dense_1.kernel: its bytes have changed (tensor DIGEST)"
      ],
      repaired: [],
      left: ["run b, checkpoint of epoch 2, dense_1.kernel: its bytes have changed (tensor DIGEST)"]
    ),
    Damage(
      sql: "PRAGMA foreign_keys = OFF; DELETE FROM blob WHERE id = (\(bestTensor))",
      problems: ["table checkpoint_tensor: a row without its blob"], repaired: [],
      left: ["table checkpoint_tensor: a row without its blob"]),
  ]

  /// Runs `a`, with a parameter and a curve, and `b`, with checkpoints of epochs 2 (best) and 3.
  private static func store() throws -> TestStore {
    let test = try TestStore()
    try test.finishedRun("a", params: [("colour", .text("red"))], values: [0.5, 0.75, .nan])
    let b = try test.store.createRun(.sample("b"))
    for (epoch, loss) in [(1, 3.0), (2, 1), (3, 2)] {
      try test.store.recordEpoch(
        b, epoch: epoch, metrics: [("val_loss", loss)],
        checkpoint: NewCheckpoint(tensors: [tensor("dense_1.kernel", Float(epoch))]), at: start)
    }
    try test.store.finish(b, status: .finished, at: start)
    #expect(try test.store.check() == [])
    return test
  }

  private static func withoutDigests(_ lines: [String]) -> [String] {
    lines.map { $0.replacing(#/\(tensor [0-9a-f]{64}\)/#, with: "(tensor DIGEST)") }
  }

  @Test(arguments: damages)
  func findsAndMendsWhatIsWrong(_ damage: Damage) throws {
    let test = try Self.store()
    try test.store.queue.writeWithoutTransaction { try $0.execute(sql: damage.sql) }
    let found = try test.store.check().map(\.description)
    #expect(Self.withoutDigests(found).sorted() == damage.problems.sorted())
    let report = try test.another().repair(at: start)
    #expect(report.repaired.sorted() == damage.repaired.sorted())
    #expect(Self.withoutDigests(report.left.map(\.description)) == damage.left)
    #expect(try test.store.check().map(\.description).count == damage.left.count)
    // The copy is the store as it was found.
    let copy = report.copy
    if let copy {
      #expect(copy == test.path + ".before-repair")
      let before = try RunStore(path: copy, access: .readOnly).check().map(\.description)
      #expect(Self.withoutDigests(before).sorted() == damage.problems.sorted())
    }
  }

  @Test func aRepairKeepsEveryEarlierCopy() throws {
    let test = try Self.store()
    for name in ["before-repair", "before-repair-2"] {
      try test.store.queue.writeWithoutTransaction {
        try $0.execute(sql: "DELETE FROM metric_summary")
      }
      #expect(try test.store.repair().copy == test.path + "." + name)
    }
    #expect(try test.store.repair() == RepairReport())
    let events = try test.store.events(of: test.store.resolve("a")).filter { $0.kind == .repaired }
    #expect(events.map(\.detail) == Array(repeating: "the summary of val_accuracy", count: 2))
  }

  @Test func buildsADamagedIndexAnew() throws {
    let test = try Self.store()
    // An index told to lie elsewhere: its rows are those of another one.
    try test.store.queue.writeWithoutTransaction { db in
      try db.execute(
        sql: """
          PRAGMA writable_schema = ON;
          UPDATE sqlite_schema SET sql = 'CREATE INDEX tag_by_key ON tag (key, number)'
          WHERE name = 'tag_by_key';
          UPDATE sqlite_schema SET sql = 'CREATE INDEX parameter_by_text ON parameter (text, key)'
          WHERE name = 'parameter_by_text';
          PRAGMA writable_schema = OFF
          """)
    }
    let reopened = try test.another()
    let found = try reopened.check()
    #expect(found.contains { $0.kind == .structure })
    let report = try reopened.repair()
    #expect(report.repaired == ["the indexes: built anew"])
    #expect(report.left == [])
  }
}
