import CMachine
import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

@testable import RunStore

@Test func manyStoresWriteAtOnceAndLoseNothing() async throws {
  let test = try TestStore()
  let path = test.path
  try await withThrowingTaskGroup(of: Void.self) { group in
    for writer in 0..<4 {
      group.addTask {
        let store = try RunStore(path: path)
        let run = try store.createRun(.sample())
        for epoch in 1...50 {
          try store.recordEpoch(
            run, epoch: epoch, metrics: [("a", Double(epoch)), ("b", Double(writer))],
            checkpoint: epoch % 10 == 0 ? NewCheckpoint(tensors: [tensor("w", Float(epoch))]) : nil,
            at: start)
        }
        try store.finish(run, status: .finished, at: start)
      }
    }
    group.addTask {
      let reader = try RunStore(path: path, access: .readOnly)
      for _ in 0..<50 {
        #expect(try reader.runs().allSatisfy { $0.status != .crashed })
      }
    }
    try await group.waitForAll()
  }
  let runs = try test.store.runs()
  #expect(Set(runs.map(\.name)).count == 4)
  #expect(runs.allSatisfy { $0.status == .finished && $0.metrics["a"]?.count == 50 })
  #expect(try test.store.info().metricValues == 400)
  #expect(try test.store.check() == [])
}

@Test func manyConnectionsMayMakeTheSameStore() async throws {
  let test = try TestStore()
  let path = test.folder.path("new.sqlite")
  try await withThrowingTaskGroup(of: Void.self) { group in
    for _ in 0..<8 {
      group.addTask { _ = try RunStore(path: path).createRun(.sample()) }
    }
    try await group.waitForAll()
  }
  #expect(try RunStore(path: path).runs().count == 8)
}

/// The program as built beside the tests; nil where only the tests were built.
private let convoy: URL? = {
  guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  else { return nil }
  // Either the tests are a program of their own there, or a bundle that is named in the arguments.
  let folders = ([tests] + CommandLine.arguments).map {
    URL(fileURLWithPath: $0).deletingLastPathComponent()
  }
  return folders.map { $0.appendingPathComponent("convoy") }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }
}()

@Test(.enabled(if: convoy != nil, "convoy is not built"))
func manyProcessesMayMakeTheSameStore() throws {
  let program = try #require(convoy)
  let folder = try TemporaryFolder()
  let experiment = try folder.write(
    """
    name: small
    dataset: {name: shapes, train: 20, test: 10, seed: 1, validation: 0.5}
    model:
      - flatten
      - dense: {units: 10}
    training: {epochs: 3, batch: 10, optimizer: {adam: {learning_rate: 0.001}}, seed: 1}
    """, to: "small.yaml")
  let path = folder.path("new.sqlite")
  let processes = try (0..<6).map { _ in
    let process = Process()
    process.executableURL = program
    process.arguments = ["run", experiment, "--db", path, "--threads", "1", "--quiet"]
    process.currentDirectoryURL = folder.url
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }
  for process in processes {
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
  let store = try RunStore(path: path)
  let runs = try store.runs()
  #expect(Set(runs.map(\.name)) == Set((1...6).map { "small-\($0)" }))
  #expect(runs.allSatisfy { $0.status == .finished && $0.metrics["val_loss"]?.count == 3 })
  #expect(try store.check() == [])
}

@Test func aReaderSeesOneMomentWhileAnotherStoreWrites() throws {
  let test = try TestStore()
  let live = try test.store.createRun(.sample())
  try test.store.recordEpoch(live, epoch: 1, metrics: [("a", 1)], checkpoint: nil, at: start)
  let reader = try test.another(.readOnly)
  var values: [Double] = []
  try reader.history(of: [live.id]) { point in
    values.append(point.value)
    if values.count == 1 {
      try test.store.recordEpoch(live, epoch: 2, metrics: [("a", 2)], checkpoint: nil, at: start)
    }
  }
  #expect(values == [1])
  #expect(try reader.run(live.id).metrics["a"]?.count == 2)
}

@Test func aWriterThatWaitsTooLongSaysSo() throws {
  let test = try TestStore()
  let other = try LiveFile(path: test.path + ".live", isWritable: true)
  try other.whileWriting {
    let error = #expect(throws: StoreError.self) {
      try test.store.live.whileWriting(patience: .zero) {}
    }
    #expect(error?.category == .busy)
  }
  try test.store.live.whileWriting(patience: .zero) {}
}

@Test func whoeverHasWaitedLongLooksMoreOften() {
  let pauses = [2, 20, 100, 300, 500, 5000].map { LiveFile.pause(after: .milliseconds($0)) }
  #expect(pauses == [5000, 5000, 1000, 333, 200, 200])
  #expect(LiveFile.pause(after: .zero) == 200)
}

@Test func aRunOfANetworkFileSystemDoesNotWaitForItself() throws {
  let test = try TestStore()
  let live = try test.store.createRun(.sample())
  let path = test.path + ".live"
  // There flock is a lock on all bytes: it must not be what keeps writers apart.
  let whole = open(path, O_RDWR | O_CLOEXEC)
  defer { close(whole) }
  #expect(flock(whole, LOCK_EX | LOCK_NB) == 0)
  try test.store.live.whileWriting(patience: .zero) {
    #expect(machine_byte_is_locked(whole, 0) == 1)
    #expect(machine_byte_is_locked(whole, Int(live.row)) == 1)
    #expect(machine_byte_is_locked(whole, Int(live.row) + 1) == 0)
  }
  #expect(machine_byte_is_locked(whole, 0) == 0)
}

@Test func aRunWaitsForAWriterAsLongAsItIsTold() throws {
  let test = try TestStore()
  let run = try test.store.createRun(.sample())
  let other = try test.another()
  try other.whileWriting { _ in
    for patience in [Duration.zero, .milliseconds(20)] {
      let error = #expect(throws: StoreError.self) {
        try test.store.recordEpoch(
          run, epoch: 1, metrics: [("a", 1)], checkpoint: nil, at: start, patience: patience)
      }
      #expect(error?.category == .busy)
    }
  }
  // A program that knows nothing of the writers' lock.
  try other.queue.inDatabase { db in
    try db.inTransaction(.immediate) {
      let error = #expect(throws: StoreError.self) {
        try test.store.finish(run, status: .finished, at: start, patience: .milliseconds(20))
      }
      #expect(error?.category == .busy)
      return .rollback
    }
  }
  let timeout = try test.store.queue.read { try Int.fetchOne($0, sql: "PRAGMA busy_timeout") }
  #expect(timeout == 10_000)
  try test.store.finish(run, status: .finished, at: start)
  #expect(RunStore.trainingPatience >= .seconds(300))
}

@Test func aPurgeOfMuchLetsARunRecordMeanwhile() async throws {
  let test = try TestStore()
  for index in 0..<8 {
    let run = try test.store.createRun(.sample())
    try test.store.recordEpoch(
      run, epoch: 1, metrics: [("val_loss", 1)],
      checkpoint: NewCheckpoint(tensors: [tensor("w", Float(index), count: 5000)]), at: start)
    try test.store.finish(run, status: .finished, at: start)
    try test.store.delete([run.id])
  }
  let path = test.path
  let run = try test.store.createRun(.sample("alive"))
  async let purged = RunStore(path: path).purge(by: PurgeSlice(runs: 1, bytes: 1, pages: 1))
  for epoch in 1...20 {
    try test.store.recordEpoch(
      run, epoch: epoch, metrics: [("a", 1)], checkpoint: nil, at: start, patience: .seconds(10))
  }
  #expect(try await purged == PurgeReport(runs: 8, tensors: 8, bytes: 160_000))
  #expect(try test.store.run(run.id).metrics["a"]?.count == 20)
  #expect(try test.store.info().freeBytes == 0)
  #expect(try test.store.check() == [])
}

@Test func aFullDiskLosesNothingThatWasRecorded() throws {
  let test = try TestStore()
  let live = try test.store.createRun(.sample())
  try test.store.recordEpoch(live, epoch: 1, metrics: [("a", 1)], checkpoint: nil, at: start)
  try test.store.queue.inDatabase { db in
    let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
  }
  let error = #expect(throws: StoreError.self) {
    try test.store.recordEpoch(
      live, epoch: 2, metrics: [("a", 2)],
      checkpoint: NewCheckpoint(tensors: [tensor("w", 1, count: 100_000)]), at: start)
  }
  #expect(error?.description == "\(test.path): no space is left on the disk")
  #expect(try test.store.run(live.id).metrics["a"]?.count == 1)
  #expect(try test.store.check() == [])
}
