import Foundation
import RunStore
import TestSupport
import Testing

@testable import Workbench

/// Stores, exports and imports in a folder of a test's own.
private struct Exchange {
  let folder: TemporaryFolder
  let store: RunStore

  init() throws {
    folder = try TemporaryFolder()
    store = try RunStore(path: folder.path("convoy.sqlite"))
  }

  /// A store that has nothing yet.
  func fresh() throws -> RunStore { try RunStore(path: folder.path("\(UUID()).sqlite")) }

  func export(_ store: RunStore, _ format: ExportFormat, wide: Bool = false) throws -> String {
    let runs = try store.identifiers(RunQuery(limit: .max))
    let export = RunExport(store: store, runs: runs, format: format)
    var bytes: [UInt8] = []
    let damaged =
      try wide ? export.writeWide { bytes += $0 } : export.writeLong { bytes += $0 }
    #expect(damaged == [])
    return String(decoding: bytes, as: UTF8.self)
  }

  @discardableResult
  func `import`(_ text: String, into store: RunStore, as name: String = "runs") throws
    -> ImportReport
  {
    try RunImport(store: store).run(folder.write(text, to: name))
  }

  /// Runs with every kind of text and number; the second is a child of the first.
  func recordRuns() throws {
    let texts = [
      "=1+1", "-x", "a,b", "c\"d", "e\r\nf", " g ", "'h", "日本", "", "\\,", "1e-3", ".5", "-07",
    ]
    var parent: RunIdentifier?
    for (index, status) in [RunStatus.finished, .failed, .interrupted].enumerated() {
      var new = NewRun(
        name: ["=cmd|' /C calc'!A0", "b, \"c\"", "@home".replacing("@", with: "at")][index],
        experiment: "e", experimentText: "name: e\n# ü\n", commandLine: ["convoy", "run", "a b"],
        tags: ["-hot", "kind=a,b\\"], note: "+note\nof two lines", seed: .max - UInt64(index),
        params: texts.enumerated().map { ("p\($0)", ParamValue(parsing: $1)) },
        environment: RunEnvironment(
          host: "h", os: "o", cpu: "c", isa: "i", threads: 3, swift: "s", convoy: "v",
          git: .init(commit: "abc", dirty: true)),
        dataset: DatasetInfo(
          name: "d", fingerprint: "f", train: 1, validation: 2, test: 3, classNames: ["x", "y"]),
        model: ModelInfo(parameters: 7, mflop: 0.1), startedAt: start + Double(index),
        bestMetric: BestMetric("param.odd", direction: .max))
      if index > 0 { new.codeDiff = CodeDiff(text: "--- a\n+\"é\"\n", bytes: 99) }
      new.parent = parent.map { RunParent($0, .reproduced) }
      let run = try store.createRun(new)
      if index == 0 { parent = run.id }
      let values = [
        0.1, -0.0, 1e300, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, -12_345_678_901,
      ]
      for (epoch, value) in values.enumerated() where index < 2 {
        try store.recordEpoch(
          run, epoch: epoch,
          metrics: [
            ("val_loss", value), ("epoch", 1), ("param.odd", Double(epoch)), ("a=b,c", 0.1),
          ],
          checkpoint: nil, at: start + Double(epoch) + 0.25)
      }
      try store.finish(run, status: status, message: "why", at: start + 100.125)
    }
  }
}

private let start = Date(timeIntervalSince1970: 1_800_000_000.125)

private let golden = (#filePath as NSString).deletingLastPathComponent + "/../Golden"

struct ImportTests {
  @Test(arguments: [false, true])
  func jsonLinesBringBackAllOfARun(wide: Bool) throws {
    let exchange = try Exchange()
    try exchange.recordRuns()
    let text = try exchange.export(exchange.store, .jsonl, wide: wide)
    let other = try exchange.fresh()
    #expect(try exchange.import(text, into: other).taken.count == 3)
    #expect(try exchange.export(other, .jsonl) == exchange.export(exchange.store, .jsonl))
    #expect(
      try exchange.export(other, .jsonl, wide: true)
        == exchange.export(exchange.store, .jsonl, wide: true))
    #expect(try other.check() == [])
    let again = try exchange.import(text, into: other)
    #expect(again.taken == [] && again.known == 3)
    for run in try other.runs() {
      #expect(try other.events(of: run.id).map(\.kind) == [.imported])
      #expect(try other.codeDiff(of: run.id) == exchange.store.codeDiff(of: run.id))
    }
  }

  @Test(arguments: [false, true])
  func csvComesBackByteForByte(wide: Bool) throws {
    let exchange = try Exchange()
    try exchange.recordRuns()
    let text = try exchange.export(exchange.store, .csv, wide: wide)
    let other = try exchange.fresh()
    // The third run has no values, and so no row.
    #expect(try exchange.import(text, into: other).taken.count == 2)
    #expect(try exchange.export(other, .csv, wide: wide) == text)
    #expect(try exchange.import(text, into: other).known == 2)
    // As a spreadsheet may save it.
    let saved = "\u{FEFF}" + text.replacing("\n", with: "\r\n")
    #expect(try exchange.import(saved, into: exchange.fresh()).taken.count == 2)
  }

  @Test func namesThatAreTakenAreMadeUnique() throws {
    let exchange = try Exchange()
    let text = """
      run_id,run_name,status,tags,started_at,duration_s,epoch,metric,value
      0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e6f,a,finished,,2026-11-23,1,1,m,1
      0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e60,a,crashed,,2026-11-24,1,1,m,1
      0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e61,"@b
      c",running,,2026-11-25,1,1,m,1

      """
    let report = try exchange.import(text, into: exchange.store, as: "lab.csv")
    #expect(report.taken.map(\.name) == ["a", "a-1", "b c"])
    #expect(report.taken.map(\.renamedFrom) == [nil, "a", "@b\nc"])
    let runs = try exchange.store.runs()
    #expect(runs.map(\.status) == [.interrupted, .crashed, .finished])
    #expect(runs.map(\.experiment) == ["lab", "lab", "lab"])
    #expect(
      runs.first?.message == "was running when \(exchange.folder.path("lab.csv")) was written")
  }

  private static let head = "run_id,run_name,status,tags,started_at,duration_s,epoch,metric,value\n"
  private static let row = "0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e6f,a,finished,,2026-11-23,1,"
  private static let object =
    #"{"run_id":"0190f3a2-5b1c-7d3e-8f40-1a2b3c4d5e6f","run_name":"a","status":"finished","started_at":"2026-11-23","#

  static let wrong: [(text: String, message: String)] = [
    ("hello\n", "none of the formats; accepted: what convoy export writes"),
    ("", "none of the formats; "),
    ("run_id,epoch,epoch\n", "line 1: column \"epoch\" is there twice or has no name"),
    (
      "run_id,run_name\n",
      "line 1: no column status; accepted: the columns that convoy export writes"
    ),
    (head + row + "1,m\n", "line 2: 8 fields; accepted: 9, as in the first line"),
    (head + row + "1,m,1\n" + row + "2,m,x\n", "line 3: \"x\"; accepted: a number, NaN, Infinity"),
    (head + row + "-1,m,1\n", "line 2: epoch \"-1\"; accepted: a whole number from 0"),
    (
      head + row + "1,m,1\n" + row + "1,m,2\n", "run a: m of epoch 1 is there twice; accepted: once"
    ),
    (
      head + row.replacing("finished", with: "done") + "1,m,1\n",
      "line 2: status \"done\"; accepted: "
    ),
    (head + row.replacing("0190", with: "x") + "1,m,1\n", "line 2: run_id \"xf3a2-"),
    (head + row.replacing("-23", with: "-33") + "1,m,1\n", "line 2: started_at \"2026-11-33\"; "),
    (head + "\n\"a\nb\"c\n", "line 4: text behind a quoted field; accepted: a comma"),
    (head + "a\"b\n", "line 2: a quote within a field; accepted: quotes around all of it"),
    (head + "x\n\"never closed\n\n", "line 2: 1 fields; "),
    (head + row + "1,m,1\n\"never closed\n\n", "line 3: the file ends within quotes"),
    ("{}\n", "line 1: no run_id; accepted: lines that convoy export writes"),
    ("{\"run_id\":\"x\"}\n", "line 1: no run_id, status or started_at of a run; "),
    ("{\"run_id\":7}\n", "line 1: run_id of another kind; accepted: as convoy export writes it"),
    (
      object + "\"epoch\":1,\"metric\":\"m\",\"value\":true}", "line 1: a value that is no number; "
    ),
    (object + "\"epoch\":1.5}", "line 1: epoch 1.5; accepted: a whole number from 0"),
    (object + "\"run\":{\"id\":1}}", "line 1: run: "),
    ("\n{\"a\":}", "line 2: column 6: no JSON value; accepted: JSON"),
    ("{\"a\":\"\\ud800\"}", "line 1: column 13: half a character; accepted: JSON"),
    (
      "{\"a\":" + String(repeating: "[", count: 100_000),
      "line 1: column 69: values nested too deep; "
    ),
  ]

  @Test(arguments: wrong.indices)
  func saysWhereAFileIsWrongAndRecordsNothing(_ index: Int) throws {
    let (text, message) = Self.wrong[index]
    let exchange = try Exchange()
    let error = #expect(throws: ImportError.self) {
      try exchange.import(text, into: exchange.store)
    }
    #expect(
      error?.description.hasPrefix(exchange.folder.path("runs: ") + message) == true,
      "\(error as Any)")
    #expect(try exchange.store.runs() == [])
  }

  @Test func readsAnMLflowDatabase() throws {
    let exchange = try Exchange()
    let importer = RunImport(store: exchange.store)
    let report = try importer.run(golden + "/mlflow.db")
    #expect(report.taken.map(\.name) == ["first", "child", "running", "killed"])
    #expect(
      report.notes == [
        "deleted runs left out: 1",
        "values left out, of steps below 0 or followed by another of the same step: 2",
      ])
    let first = try exchange.store.run(exchange.store.resolve("first"))
    #expect(first.id.text == "00000000-0000-0000-0000-000000000001")
    #expect(first.experiment == "tutorial")
    #expect(first.note == "a note")
    #expect(first.tags == ["kind=cnn"])
    #expect(first.params["depth"] == ParamValue(parsing: "32"))
    #expect(first.params["note"] == .text("=1+1, \"quoted\"\nline"))
    #expect(first.environment.git?.commit == String(repeating: "ab", count: 20))
    #expect(first.startedAt == Date(timeIntervalSince1970: 1_700_000_000))
    #expect(first.durationSeconds == 10)
    var values: [Double] = []
    try exchange.store.history(of: [first.id]) { values.append($0.value) }
    #expect(values.count == 4 && values[2].isNaN)
    #expect([values[0], values[1], values[3]] == [1.5, 0.5, .infinity])
    let child = try exchange.store.run(exchange.store.resolve("child"))
    #expect(child.status == .failed)
    #expect(child.parent?.id == first.id && child.parent?.relation == .nested)
    #expect(try exchange.store.run(exchange.store.resolve("running")).status == .interrupted)
    #expect(try exchange.store.run(exchange.store.resolve("killed")).status == .interrupted)
    #expect(try exchange.store.check() == [])
    #expect(try importer.run(golden + "/mlflow.db").known == 4)
  }

  @Test func refusesOtherDatabases() throws {
    let exchange = try Exchange()
    let error = #expect(throws: StoreError.self) {
      try RunImport(store: exchange.fresh()).run(exchange.store.path)
    }
    #expect(
      error?.description
        == "\(exchange.store.path): no table runs; accepted: an MLflow database, or with convoy merge "
        + "a store that convoy made")
  }

  @Test func readsTensorBoardsEventFiles() throws {
    let exchange = try Exchange()
    let importer = RunImport(store: exchange.store)
    let report = try importer.run(golden + "/events")
    #expect(report.taken.map(\.name) == ["deep/validation", "train"])
    #expect(report.notes == ["run deep/validation: values of steps below 0 left out: 1"])
    var curves: [String: [Double]] = [:]
    for run in report.taken {
      try exchange.store.curves(of: run.id) { curves["\(run.name) \($0.metric)"] = $0.values }
    }
    #expect(
      curves == [
        "deep/validation accuracy": [0.5], "train loss": [1.5, 0.25, 0.5],
        "train lr": [0.125, 0.1],
        "train steps": [-3],
      ])
    let train = try exchange.store.run(exchange.store.resolve("train"))
    #expect(train.experiment == "events")
    #expect(train.startedAt == Date(timeIntervalSince1970: 1_700_000_000.5))
    #expect(train.durationSeconds == 100.5)
    #expect(
      try exchange.store.epochTimes(of: train.id)[1] == Timestamp(milliseconds: 1_700_000_101_000))
    #expect(try importer.run(golden + "/events").known == 2)
  }

  @Test func saysWhereAnEventFileIsWrong() throws {
    let exchange = try Exchange()
    let file = golden + "/events/train/events.out.tfevents.1700000000.host.1.0"
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    var changed = whole
    changed[60] ^= 1
    let path = try exchange.folder.write(changed, to: "a.tfevents")
    let error = #expect(throws: ImportError.self) {
      try RunImport(store: exchange.store).run(path)
    }
    #expect(
      error?.description
        == "\(path): byte 40: an event whose checksum is wrong; accepted: a whole file")
    let cut = try exchange.folder.write(Array(whole.dropLast(5)), to: "b.tfevents")
    let report = try RunImport(store: exchange.store).run(cut)
    #expect(report.notes == ["\(cut): its last event is cut off; the ones before it count"])
    #expect(report.taken.map(\.name) == ["b.tfevents"])
  }

  @Test func knowsTheChecksumOfItsStandard() {
    // RFC 3720, appendix B.4.
    #expect(CRC32C.of([UInt8](repeating: 0, count: 32)[...]) == 0x8A91_36AA)
    #expect(CRC32C.of([UInt8](repeating: 0xFF, count: 32)[...]) == 0x62A8_AB43)
    #expect(CRC32C.of(Array(0..<32)[...]) == 0x46DD_794E)
  }
}
