import Foundation
import GRDB
import TestSupport
import Testing

@testable import RunStore

/// Stores of every version that came before this one.
struct OlderVersionTests {
  static let newest = Migrator.current.scripts.count

  /// Rows that the first version could hold, in that version's words.
  private static func rows(_ version: Int) -> String {
    """
    INSERT INTO key (name) VALUES ('val_loss'), ('depth'), ('baseline');
    INSERT INTO experiment (name) VALUES ('old');
    INSERT INTO dataset (name, fingerprint, train, validation, test, class_names)
      VALUES ('shapes', 'f00', 3, 2, 1, '["a"]');
    INSERT INTO environment (host, os, cpu, isa, threads, swift, convoy)
      VALUES ('h', 'o', 'c', 'avx2', 2, '6.2', '0.0.1');
    INSERT INTO run (uid, name, experiment, status, seed, started_at, ended_at, dataset, environment,
      model_parameters, model_mflop, best_metric, best_direction, pid, boot_id)
      VALUES ('01a211ce-d33c-7454-8843-1282da6709ef', 'old-1', 1, 'finished', 7, 1000, 9000, 1, 1, 4,
        0.5, 1, 'min', 1, '');
    INSERT INTO run_source (run, command_line, experiment_text) VALUES (1, '["convoy"]', 'name: old');
    INSERT INTO parameter (run, key, text, number) VALUES (1, 2, '32', 32);
    INSERT INTO tag (run, key) VALUES (1, 3);
    INSERT INTO epoch (run, epoch, at) VALUES (1, 1, 2000);
    INSERT INTO metric (run, key, epoch, value) VALUES (1, 1, 1, 0.25);
    """
      // Since version 6 the first value is looked up.
      + (version < 6
        ? """
        INSERT INTO metric_summary (run, key, count, non_finite, first, first_epoch, last, last_epoch, min,
          min_epoch, max, max_epoch) VALUES (1, 1, 1, 0, 0.25, 1, 0.25, 1, 0.25, 1, 0.25, 1);
        """
        : """
        INSERT INTO metric_summary (run, key, count, non_finite, last, last_epoch, min, min_epoch, max,
          max_epoch) VALUES (1, 1, 1, 0, 0.25, 1, 0.25, 1, 0.25, 1);
        """)
  }

  /// A store as a program of that version left it.
  private static func make(version: Int, in folder: TemporaryFolder) throws -> String {
    let path = folder.path("convoy.sqlite")
    let queue = try DatabaseQueue(path: path)
    let migrator = Migrator(scripts: Array(Migrator.current.scripts.prefix(version)))
    try queue.writeWithoutTransaction {
      try migrator.bringUpToDate($0, path: path, journal: .wal)
      try $0.execute(sql: rows(version))
    }
    try queue.close()
    return path
  }

  @Test(arguments: 1..<newest)
  func isBroughtUpToDateAndACopyKept(version: Int) throws {
    let folder = try TemporaryFolder()
    let path = try Self.make(version: version, in: folder)
    let store = try RunStore(path: path)
    #expect(try store.info().schemaVersion == Self.newest)
    #expect(
      store.notes == [
        "\(path): brought from version \(version) of the schema to \(Self.newest); "
          + "as it was: \(path).before-v\(Self.newest)"
      ])
    #expect(try RunStore(path: path).notes == [])
    #expect(try store.check() == [])
    let run = try store.run(store.resolve("old-1"))
    #expect(run.metrics["val_loss"]?.last == 0.25 && run.params["depth"]?.number == 32)
    #expect(run.tags == ["baseline"] && run.status == .finished)
    // It is as good as new.
    let new = try store.createRun(.sample("new"))
    try store.recordEpoch(
      new, epoch: 1, metrics: [("val_loss", 1)],
      checkpoint: NewCheckpoint(tensors: [tensor("w", 1)]), at: start)
    try store.finish(new, status: .finished, at: start)
    #expect(try store.check() == [])
    let copy = path + ".before-v\(Self.newest)"
    #expect(try Self.version(of: copy) == version)
    let runs = try DatabaseQueue(path: copy).read {
      try String.fetchAll($0, sql: "SELECT name FROM run")
    }
    #expect(runs == ["old-1"])
  }

  @Test func aClientsValuesKeepTheirTimes() throws {
    let folder = try TemporaryFolder()
    let path = try Self.make(version: 5, in: folder)
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO metric (run, key, epoch, value, at) VALUES
            (1, 1, 7, 1, 5000), (1, 2, 7, 2, 5000), (1, 2, 8, 3, 6500), (1, 1, 8, 4, 6000);
          INSERT INTO metric_summary (run, key, count, non_finite, first, first_epoch, last, last_epoch, min,
            min_epoch, max, max_epoch) VALUES (1, 2, 2, 0, 2, 7, 3, 8, 2, 7, 3, 8);
          UPDATE metric_summary SET count = 3, last = 4, last_epoch = 8, max = 4, max_epoch = 8 WHERE key = 1;
          """)
    }
    try queue.close()
    let store = try RunStore(path: path)
    #expect(try store.check() == [])
    let run = try store.resolve("old-1")
    let times = { (name: String) in
      try store.loggedHistory(of: run, metric: name, limit: 9, offset: 0).map(\.at.milliseconds)
    }
    #expect(try times("val_loss") == [2000, 5000, 6000] && times("depth") == [5000, 6500])
    #expect(try store.run(run).metrics["val_loss"]?.first == 0.25)
    // Only what differs from its epoch's is kept apart.
    let apart = try store.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM metric_at") }
    #expect(apart == 1)
  }

  @Test func isBroughtUpToDateOnceByManyAtATime() async throws {
    let folder = try TemporaryFolder()
    let path = try Self.make(version: 1, in: folder)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<8 {
        group.addTask {
          let store = try RunStore(path: path, access: index % 2 == 0 ? .readWrite : .readOnly)
          #expect(try store.run(store.resolve("old-1")).metrics["val_loss"]?.last == 0.25)
        }
      }
      try await group.waitForAll()
    }
    let store = try RunStore(path: path)
    #expect(try store.check() == [])
    // Each event of the first version once.
    #expect(
      try store.events(of: store.resolve("old-1")).map(\.kind) == [.created, .finished])
    #expect(try Self.version(of: path + ".before-v\(Self.newest)") == 1)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "\(SmallDisk.reason)"))
  func aFullDiskLeavesItAsItWasOrAsGoodAsNew() throws {
    let folder = try TemporaryFolder()
    let old = try Self.make(version: 1, in: folder)
    // Large enough that the change takes more than the disk keeps for small things.
    try DatabaseQueue(path: old).write { db in
      try db.execute(
        sql: """
          INSERT INTO metric (run, key, epoch, value)
            WITH RECURSIVE count (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM count WHERE n < 20000)
            SELECT 1, 1, n, 0.25 FROM count;
          UPDATE metric_summary SET count = 20000, last_epoch = 20000;
          """)
    }
    let (large, places) = (1 << 30, 12)
    var (need, failed) = (0, 0)
    for place in (0..<places).reversed() {
      let disk = try SmallDisk(bytes: large)
      let path = disk.path + "/convoy.sqlite"
      try FileManager.default.copyItem(atPath: old, toPath: path)
      let before = try disk.used
      // The last place is tried first: it tells what the whole change takes.
      if place < places - 1 { try disk.resize(bytes: before + need * place / (places - 1)) }
      do {
        // Its log is there as long as it is open.
        let store = try RunStore(path: path)
        try withExtendedLifetime(store) { need = max(need, try disk.used - before) }
      } catch {
        failed += 1
        #expect("\(error)" == "\(path): no space is left on the disk")
      }
      try disk.resize(bytes: large)
      let store = try RunStore(path: path)
      #expect(try store.check() == [])
      let run = try store.run(store.resolve("old-1"))
      #expect(run.metrics["val_loss"]?.count == 20_000 && run.params["depth"]?.number == 32)
    }
    #expect(failed > places / 2, "\(failed) of \(places)")
  }

  private static func version(of path: String) throws -> Int? {
    try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
  }
}
