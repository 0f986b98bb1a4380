import Foundation
import GRDB
import Testing

@testable import RunStore

/// Records one epoch with a checkpoint whose weight is the epoch's number.
private func record(
  _ store: RunStore, _ run: LiveRun, epoch: Int, loss: Double?,
  keep: NewCheckpoint.Keep = .bestAndLast,
  tensors: [StoredTensor]? = nil
) throws {
  try store.recordEpoch(
    run, epoch: epoch, metrics: loss.map { [("val_loss", $0)] } ?? [],
    checkpoint: NewCheckpoint(tensors: tensors ?? [tensor("w", Float(epoch))], keep: keep),
    at: start.addingTimeInterval(Double(epoch)))
}

private func kept(_ store: RunStore, _ run: LiveRun) throws -> [String] {
  try store.run(run.id).checkpoints.map { "\($0.epoch) \($0.kind.rawValue)" }
}

@Test func keepsTheBestAndTheLastCheckpoint() throws {
  let test = try TestStore()
  let run = try test.store.createRun(.sample())
  let losses = [3.0, 1, 2, 1, 5]
  let expected = [
    ["1 best", "1 last"], ["2 best", "2 last"], ["2 best", "3 last"], ["2 best", "4 last"],
    ["2 best", "5 last"],
  ]
  for (index, loss) in losses.enumerated() {
    try record(test.store, run, epoch: index + 1, loss: loss)
    #expect(try kept(test.store, run) == expected[index])
  }
  #expect(try test.store.checkpoint(run.id, .best).tensors == [tensor("w", 2)])
  #expect(try test.store.checkpoint(run.id, .last).epoch == 5)
  #expect(try test.store.info().tensors == 2)
  #expect(try test.store.check() == [])
  let error = #expect(throws: StoreError.self) { try test.store.checkpoint(run.id, .epoch(3)) }
  #expect(error?.category == .notFound)
  #expect(error?.description.hasSuffix("accepted: best, last, or epoch 2, 5") == true)
}

@Test func keepsEveryCheckpointWhereAllAreWanted() throws {
  let test = try TestStore()
  let run = try test.store.createRun(
    .sample(bestMetric: BestMetric("val_loss", direction: .max)))
  for (index, loss) in [3.0, 1, 2].enumerated() {
    try record(test.store, run, epoch: index + 1, loss: loss, keep: .all)
  }
  #expect(try kept(test.store, run) == ["1 best", "2 epoch", "3 last"])
  #expect(try test.store.checkpoint(run.id, .epoch(2)).tensors == [tensor("w", 2)])
}

@Test func aLossThatIsNoNumberIsNeverBest() throws {
  let test = try TestStore()
  let run = try test.store.createRun(.sample())
  try record(test.store, run, epoch: 1, loss: .nan)
  #expect(try kept(test.store, run) == ["1 best", "1 last"])
  try record(test.store, run, epoch: 2, loss: 9)
  try record(test.store, run, epoch: 3, loss: -.infinity)
  #expect(try kept(test.store, run) == ["2 best", "3 last"])
}

@Test func withoutTheDecidingMetricTheLastIsTheBest() throws {
  let test = try TestStore()
  let run = try test.store.createRun(.sample())
  for epoch in 1...3 { try record(test.store, run, epoch: epoch, loss: nil) }
  #expect(try kept(test.store, run) == ["3 best", "3 last"])
}

@Test func aRepeatedEpochReplacesItsCheckpoint() throws {
  let test = try TestStore()
  let run = try test.store.createRun(.sample())
  try record(test.store, run, epoch: 1, loss: 1)
  try record(test.store, run, epoch: 1, loss: 1, tensors: [tensor("w", 42)])
  #expect(try test.store.checkpoint(run.id, .best).tensors == [tensor("w", 42)])
  #expect(try test.store.info().tensors == 1)
}

@Test func equalTensorsAreStoredOnceAndLastAsLongAsOneUsesThem() throws {
  let test = try TestStore()
  let shared = tensor("frozen", 1, count: 1000)
  let first = try test.store.createRun(.sample())
  let second = try test.store.createRun(.sample())
  for run in [first, second] {
    try record(test.store, run, epoch: 1, loss: 1, tensors: [shared, tensor("w", 5)])
  }
  #expect(try test.store.info().tensors == 2)
  try record(test.store, first, epoch: 2, loss: 0, tensors: [tensor("w", 6)])
  #expect(try test.store.info().tensors == 3)
  #expect(try test.store.checkpoint(second.id, .best).tensors.first == shared)
  #expect(try test.store.check() == [])
}

@Test func namesShapesAndOrderOfTensorsComeBack() throws {
  let test = try TestStore()
  let run = try test.store.createRun(.sample())
  let tensors = [
    StoredTensor(name: "z", shape: [2, 3], bytes: (0..<24).map { UInt8($0) }),
    StoredTensor(name: "a", shape: [], bytes: [1, 2, 3, 4]),
    StoredTensor(name: "empty", shape: [0, 5], bytes: []),
  ]
  try record(test.store, run, epoch: 3, loss: 1, tensors: tensors)
  let checkpoint = try test.another(.readOnly).checkpoint(run.id, .last)
  #expect(checkpoint.tensors == tensors)
  let listed = try test.store.tensors(of: run.id, .best)
  #expect(listed.epoch == 3)
  #expect(listed.tensors.map(\.name) == ["z", "a", "empty"])
  #expect(listed.tensors.map(\.bytes) == [24, 4, 0])
  #expect(try listed.tensors.map(test.store.elements) == tensors.map(\.bytes))
  #expect(try test.store.run(run.id).checkpoints.map(\.bytes) == [28, 28])
}

@Test func saysThatATensorWasRemovedWhileItWasRead() throws {
  let test = try TestStore()
  let run = try test.store.createRun(.sample())
  try record(test.store, run, epoch: 1, loss: 1, tensors: [tensor("w", 1)])
  let listed = try test.store.tensors(of: run.id, .last).tensors
  try record(test.store, run, epoch: 2, loss: 0.5, tensors: [tensor("w", 2)])
  let error = #expect(throws: StoreError.self) { try test.store.elements(of: listed[0]) }
  #expect(error?.description.contains("tensor w was removed while it was read") == true)
}

@Test func anEpochThatFailsLeavesNothingBehind() throws {
  let test = try TestStore()
  let run = try test.store.createRun(.sample())
  #expect(throws: StoreError.self) {
    try record(test.store, run, epoch: 1, loss: 1, tensors: [tensor("w", 1), tensor("w", 2)])
  }
  let recorded = try test.store.run(run.id)
  #expect(recorded.metrics.isEmpty && recorded.checkpoints.isEmpty)
  #expect(try test.store.info().tensors == 0)
}

@Test(arguments: [
  "[4611686018427387904, 4]", "[3074457345618258603, 3]", "[-1, -4]", "[5]", "[1.5]", "{}", "9e99",
])
func aDamagedShapeIsAnErrorInsteadOfACrash(shape: String) throws {
  let test = try TestStore()
  let run = try test.store.createRun(.sample())
  try record(test.store, run, epoch: 1, loss: 1)
  try test.store.queue.write {
    try $0.execute(sql: "UPDATE checkpoint_tensor SET shape = ?", arguments: [shape])
  }
  let error = #expect(throws: StoreError.self) { try test.store.checkpoint(run.id, .last) }
  #expect(error?.category == .unusableFile)
}

@Test func aTensorLargerThanSQLiteHoldsIsRefusedByName() throws {
  let largest = RunStore.largestTensorBytes
  try RunStore.check(tensor: "dense.kernel", bytes: largest)
  let error = #expect(throws: StoreError.self) {
    try RunStore.check(tensor: "dense.kernel", bytes: largest + 4)
  }
  #expect(
    error?.description
      == "tensor \"dense.kernel\": 999998980 bytes; accepted: up to 999998976, "
      + "which is 249999744 numbers")
  // SQLite's own limit: a row with its digest must stay below.
  let test = try TestStore()
  try test.store.queue.read { db in
    func length(_ bytes: Int) throws -> Int? {
      try Int.fetchOne(db, sql: "SELECT length(zeroblob(\(bytes)))")
    }
    let held = try length(largest + 1000)
    #expect(held == largest + 1000)
    _ = #expect(throws: DatabaseError.self) { try length(largest + 1025) }
  }
}

@Test func aTensorThatWasSpoiledIsNamedAndWrittenAnew() throws {
  let test = try TestStore()
  let run = try test.store.createRun(.sample())
  try record(test.store, run, epoch: 1, loss: 1, tensors: [tensor("w", 3, count: 8)])
  try test.store.queue.write { db in
    try db.execute(sql: "UPDATE blob SET bytes = zeroblob(size)")
  }
  let error = #expect(throws: StoreError.self) { try test.store.checkpoint(run.id, .last) }
  #expect(error?.category == .unusableFile)
  #expect(error?.description.contains(": tensor w: damaged, its bytes contradict") == true)
  let known = try test.store.tensors(of: run.id, .last).tensors
  #expect(throws: StoreError.self) { try test.store.elements(of: known[0]) }
  // Equal bytes come again: the spoiled ones do not stand for them.
  let other = try test.store.createRun(.sample())
  try record(test.store, other, epoch: 1, loss: 1, tensors: [tensor("w", 3, count: 8)])
  #expect(try test.store.checkpoint(other.id, .last).tensors == [tensor("w", 3, count: 8)])
  #expect(try test.store.checkpoint(run.id, .last).tensors == [tensor("w", 3, count: 8)])
  #expect(try test.store.check() == [])
}
