import Foundation
import GRDB
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

@Test func manyProcessesMayMakeTheSameStore() async throws {
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
  try other.whileWriting(seconds: 0) {
    let error = #expect(throws: StoreError.self) {
      try test.store.live.whileWriting(seconds: 0) {}
    }
    #expect(error?.category == .busy)
  }
  try test.store.live.whileWriting(seconds: 0) {}
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
