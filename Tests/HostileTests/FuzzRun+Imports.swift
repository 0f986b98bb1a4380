import Foundation
import RunStore
import TestSupport

@testable import Workbench

extension FuzzRun {
  private static let rows = #"""
    run_id,run_name,status,tags,started_at,duration_s,epoch,metric,value
    0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e6f,"a, ""b""",finished,"x,y=z",2026-11-23T05:33:05.123Z,12.5,1,loss,0.5
    0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e6f,"a, ""b""",finished,"x,y=z",2026-11-23T05:33:05.123Z,12.5,2,loss,NaN
    0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e60,'=c,crashed,,2026-11-24,0,0,acc,-Infinity

    """#
  private static let wideRows = #"""
    run_id,run_name,status,tags,started_at,duration_s,epoch,loss,metric.epoch,param.depth
    0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e6f,a,running,,2026-11-23,1e3,1,0.5,,32
    0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e6f,a,running,,2026-11-23,1e3,2,1,7,""

    """#

  /// Reads runs as a file's pieces come, records some of them and writes these out again.
  private static func importing(
    _ name: String, _ mutation: Mutation, _ samples: [[UInt8]],
    _ read: @escaping (@escaping () throws -> [UInt8]) throws -> [ImportedRun]
  ) throws -> FuzzRun {
    let folder = try TemporaryFolder()
    let store = try RunStore(path: folder.path("convoy.sqlite"))
    return FuzzRun(name: name, mutation: mutation, samples: samples) { input, random in
      var rest = input[...]
      let size = 1 + random.below(300)
      let runs = try read {
        defer { rest = rest.dropFirst(size) }
        return Array(rest.prefix(size))
      }
      if random.below(8) > 0 { return }
      let report = try store.importRuns(runs, from: "x")
      let export = RunExport(store: store, runs: report.taken.map(\.id), format: .jsonl)
      _ = try export.writeLong { _ in }
      try store.delete(report.taken.map(\.id))
      try store.purge()
      withExtendedLifetime(folder) {}
    }
  }

  static func csv() throws -> FuzzRun {
    try importing(
      "CSV imports",
      Mutation(
        words: words(
          "\"|\"\"|,|\n|\r\n|\u{FEFF}|metric.|param.|value|epoch|run_id|finished|running|NaN|-Infinity|'=|9999-12-31|0001-01-01"
        )), [Array(rows.utf8), Array(wideRows.utf8)]
    ) { try CSVImport(path: "x", experiment: "e").runs($0) }
  }

  static func jsonLines() throws -> FuzzRun {
    let folder = try TemporaryFolder()
    let store = try RunStore(path: folder.path("sample.sqlite"))
    let runs = try CSVImport(path: "x", experiment: "e").runs(once(Array(rows.utf8)))
    let ids = try store.importRuns(runs, from: "x").taken.map(\.id)
    let export = RunExport(store: store, runs: ids, format: .jsonl)
    var (long, wide): ([UInt8], [UInt8]) = ([], [])
    _ = try export.writeLong { long += $0 }
    _ = try export.writeWide { wide += $0 }
    return try importing(
      "JSON Lines imports",
      Mutation(
        words: words(
          #"{|}|[|]|[[[[[[[[[[[[|"run":|"run_id":|"epoch":|"value":|null|true|"\ud800"|"\u0000"|\|"|:|,|"NaN"|1e999|"at":"9999-12-31""#
        )), [long, wide]
    ) { try JSONLinesImport(path: "x", experiment: "e").runs($0) }
  }

  /// A store's own file with some bytes changed, as by a failing disk: whatever is asked of it, an error is
  /// the worst.
  static func storeFiles() throws -> FuzzRun {
    let folder = try TemporaryFolder()
    let path = folder.path("sample.sqlite")
    do {
      let store = try RunStore(path: path)
      let runs = try CSVImport(path: "x", experiment: "e").runs(once(Array(rows.utf8)))
      _ = try store.importRuns(runs, from: "x")
    }
    let sound = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    // The mutation's input is thrown away: changed bytes, not moved ones, are what a disk makes.
    return FuzzRun(
      name: "store files", mutation: Mutation(words: [[0]]), samples: [[0]], slack: 8 << 20
    ) { _, random in
      var bytes = sound
      for _ in 0...random.below(12) {
        let page = random.below(bytes.count / 16_384) * 16_384
        // Headers and cells lie at both ends of a page.
        let place = random.below(2) == 0 ? random.below(200) : 16_383 - random.below(1500)
        bytes[page + place] =
          random.below(3) == 0 ? UInt8(random.below(256)) : bytes[page + place] ^ 1
      }
      let file = try folder.write(bytes, to: "case.sqlite")
      defer {
        for name in ["case.sqlite", "case.sqlite-wal", "case.sqlite-shm"] {
          unlink(folder.path(name))
        }
      }
      let store = try RunStore(path: file)
      _ = try? store.check()
      _ = try? store.runs()
      _ = try? store.best("loss")
      let ids = try store.identifiers(RunQuery(limit: .max))
      let export = RunExport(store: store, runs: ids, format: .jsonl)
      _ = try? export.writeLong { _ in }
      let other = try RunStore(path: folder.path("other.sqlite"))
      _ = try? other.merge(file, dryRun: true)
    }
  }

  /// An MLflow database with some bytes changed.
  static func mlflowFiles() throws -> FuzzRun {
    let folder = try TemporaryFolder()
    let golden = (#filePath as NSString).deletingLastPathComponent + "/../WorkbenchTests/Golden"
    let sound = [UInt8](try Data(contentsOf: URL(fileURLWithPath: golden + "/mlflow.db")))
    let other = try RunStore(path: folder.path("other.sqlite"))
    return FuzzRun(
      name: "MLflow databases", mutation: Mutation(words: [[0]]), samples: [[0]], slack: 8 << 20
    ) { _, random in
      var bytes = sound
      for _ in 0...random.below(40) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      let file = try folder.write(bytes, to: "mlflow.db")
      _ = try RunImport(store: other).run(file)
    }
  }

  private static func once(_ bytes: [UInt8]) -> () -> [UInt8] {
    var rest: [UInt8]? = bytes
    return {
      defer { rest = nil }
      return rest ?? []
    }
  }

  /// The checksums are put right again in half of the cases, so that what they guard is reached.
  static func events() -> FuzzRun {
    FuzzRun(
      name: "TensorBoard events",
      mutation: Mutation(
        words: [
          [0x0A], [0x2A], [0x42], [0x15, 0, 0, 0x80, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
          [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0x09], [0x10, 0x01],
          [0, 0, 0, 0],
        ]), samples: [record([0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0x10, 7] + summary)]
    ) { input, random in
      var bytes = input
      if random.below(2) == 0, input.count > 16 {
        bytes = record(Array(input[12..<(input.count - 4)]))
      }
      var rest = bytes[...]
      var values = 0
      _ = try EventFile(path: "x").read({ count in
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }) { values += $1.count }
      precondition(values <= input.count, "values invented")
    }
  }

  /// `loss` as a simple value, and `lr` as a tensor.
  private static let summary: [UInt8] = [
    0x2A, 30, 0x0A, 11, 0x0A, 4, 0x6C, 0x6F, 0x73, 0x73, 0x15, 0, 0, 0, 0x3F, 0x0A, 15, 0x0A, 2,
    0x6C,
    0x72, 0x42, 9, 0x08, 1, 0x12, 0, 0x2D, 0, 0, 0, 0x3E,
  ]

  private static func record(_ event: [UInt8]) -> [UInt8] {
    func little(_ value: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
    let length = little(UInt64(event.count), 8)
    return length + little(UInt64(CRC32C.masked(length[...])), 4) + event
      + little(UInt64(CRC32C.masked(event[...])), 4)
  }
}
