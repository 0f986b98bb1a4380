import Foundation
import TestSupport

@testable import RunStore

/// A moment the tests count from.
let start = Timestamp(milliseconds: 1_795_412_345_678).date

/// A store of a test's own, in a folder that goes with it.
struct TestStore {
  let folder: TemporaryFolder
  let store: RunStore

  init() throws {
    folder = try TemporaryFolder()
    store = try RunStore(path: folder.path("convoy.sqlite"))
  }

  var path: String { store.path }

  /// A second connection to the same file, as another process would have.
  func another(_ access: RunStore.Access = .readWrite) throws -> RunStore {
    try RunStore(path: path, access: access)
  }

  /// The same file opened by a program with other migrations.
  @discardableResult
  func migrated(by migrator: Migrator, access: RunStore.Access = .readWrite) throws -> RunStore {
    try RunStore(
      at: StoreLocation(path: path, access: access), access: access, migrator: migrator)
  }

  /// A finished run with one metric.
  @discardableResult
  func finishedRun(
    _ name: String? = nil, params: [(String, ParamValue)] = [], tags: [String] = [],
    metric: String = "val_accuracy", values: [Double] = [], note: String? = nil,
    status: RunStatus = .finished, seconds: Double = 60
  ) throws -> RunIdentifier {
    let run = try store.createRun(.sample(name, params: params, tags: tags, note: note))
    for (index, value) in values.enumerated() {
      try store.recordEpoch(
        run, epoch: index + 1, metrics: [(metric, value)], checkpoint: nil,
        at: start.addingTimeInterval(Double(index + 1)))
    }
    try store.finish(run, status: status, at: start.addingTimeInterval(seconds))
    return run.id
  }

  /// The names of the runs a filter finds, sorted.
  func names(where filter: String) throws -> [String] {
    try store.runs(RunQuery(where: Filter(parsing: filter))).map(\.name).sorted()
  }
}

extension StoreError {
  enum Category { case notFound, ambiguous, unusableFile, conflict, busy, failure }

  /// The kind of error, whatever it says.
  var category: Category {
    switch self {
    case .notFound: .notFound
    case .ambiguous: .ambiguous
    case .unusableFile: .unusableFile
    case .conflict: .conflict
    case .busy: .busy
    case .failure: .failure
    }
  }
}

extension Migrator {
  /// The migrations of a program to come.
  static var next: Migrator {
    Migrator(scripts: current.scripts + ["ALTER TABLE run ADD COLUMN colour TEXT;"])
  }
}

extension NewRun {
  static func sample(
    _ name: String? = nil, params: [(String, ParamValue)] = [], tags: [String] = [],
    note: String? = nil, bestMetric: BestMetric = BestMetric()
  ) -> NewRun {
    NewRun(
      name: name, experiment: "cifar10-cnn", experimentText: "name: cifar10-cnn\n",
      commandLine: ["convoy", "run", "cifar10-cnn.yaml"], tags: tags, note: note, seed: 7,
      params: params.map { (name: $0.0, value: $0.1) },
      environment: RunEnvironment(
        host: "h", os: "Linux 6", cpu: "c", isa: "avx512", threads: 2, swift: "6.3", convoy: "0.1",
        git: .init(commit: "abc", dirty: true)),
      dataset: DatasetInfo(
        name: "cifar10", fingerprint: "f00", train: 45_000, validation: 5_000, test: 10_000,
        classNames: ["cat", "dog"]), model: ModelInfo(parameters: 1_000, mflop: 2.5),
      startedAt: start, bestMetric: bestMetric)
  }
}

/// A tensor of `count` equal numbers.
func tensor(_ name: String, _ value: Float, count: Int = 4) -> StoredTensor {
  let word = withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
  return StoredTensor(
    name: name, shape: [count], bytes: Array(Array(repeating: word, count: count).joined()))
}
