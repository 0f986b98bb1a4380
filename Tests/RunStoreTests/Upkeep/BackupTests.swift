import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import RunStore

/// Copies of a store that another connection writes to all the while.
struct BackupTests {
  private final class Progress: Sendable {
    let isDone = Atomic(false)
    let failures = Atomic(0)
    let written = Atomic(0)
  }

  @Test func aBackupIsConsistentWhileARunIsRecorded() throws {
    let test = try TestStore()
    let run = try test.store.createRun(.sample("live"))
    let writer = try test.another()
    let progress = Progress()
    let finished = DispatchSemaphore(value: 0)
    let thread = Thread {
      var epoch = 0
      while !progress.isDone.load(ordering: .relaxed) {
        epoch += 1
        do {
          try writer.recordEpoch(
            run, epoch: epoch, metrics: [("a", Double(epoch)), ("b", -Double(epoch))],
            checkpoint: NewCheckpoint(tensors: [tensor("w", Float(epoch), count: 4096)]), at: start)
          progress.written.store(epoch, ordering: .relaxed)
        } catch {
          progress.failures.add(1, ordering: .relaxed)
        }
      }
      finished.signal()
    }
    thread.start()
    var epochs: [Int] = []
    for copy in 1...4 {
      let reached = progress.written.load(ordering: .relaxed)
      let path = test.folder.path("copy-\(copy).sqlite")
      try test.another(.readOnly).backup(to: path)
      let store = try RunStore(path: path, access: .readOnly)
      #expect(try store.check() == [])
      let record = try store.run(run.id)
      let last = record.metrics["a"]?.lastEpoch ?? 0
      // All of an epoch, or nothing of it; and all that was recorded before the copy began.
      #expect(record.metrics["b"]?.lastEpoch ?? 0 == last)
      #expect(record.checkpoints.last?.epoch ?? 0 == last)
      #expect(last >= reached)
      epochs.append(last)
    }
    progress.isDone.store(true, ordering: .relaxed)
    finished.wait()
    #expect(progress.failures.load(ordering: .relaxed) == 0)
    #expect(epochs == epochs.sorted())
    #expect(progress.written.load(ordering: .relaxed) > 4)
  }
}
