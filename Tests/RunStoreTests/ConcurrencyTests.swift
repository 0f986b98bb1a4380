import Foundation
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
