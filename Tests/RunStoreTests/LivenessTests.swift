import CMachine
import Foundation
import Glibc
import TestSupport
import Testing

@testable import RunStore

@Test func aRunIsRunningWhileItsLockIsHeld() throws {
  let test = try TestStore()
  let reader = try test.another(.readOnly)
  var live: LiveRun? = try test.store.createRun(.sample())
  let id = try #require(live?.id)
  #expect(try reader.run(id).status == .running)
  #expect(try reader.runs(RunQuery(where: Filter(parsing: "status = 'running'"))).count == 1)
  live = nil
  #expect(try reader.run(id).status == .crashed)
  #expect(try reader.runs().map(\.status) == [.crashed])
  #expect(try reader.runs(RunQuery(where: Filter(parsing: "status = 'running'"))).isEmpty)
  #expect(try test.names(where: "status in ('crashed')") == ["cifar10-cnn-1"])
  #expect(try test.names(where: "not status = 'crashed'") == [])
}

@Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
func aRunOfAProcessThatIsKilledIsCrashedAtOnce() throws {
  let test = try TestStore()
  let id = try test.store.createRun(.sample()).id
  let row: Int64 = 1
  // A process of its own that holds the lock of the run until it is killed.
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
  process.arguments = [
    "-c",
    """
    import fcntl, struct, sys
    file = open(sys.argv[1], "r+")
    lock = struct.pack("hhqqixxxx", fcntl.F_WRLCK, 0, int(sys.argv[2]), 1, 0)
    fcntl.fcntl(file, 37, lock)
    print("held", flush=True)
    sys.stdin.read()
    """, test.path + ".live", String(row),
  ]
  let output = Pipe()
  process.standardOutput = output
  process.standardInput = Pipe()
  try process.run()
  #expect(try output.fileHandleForReading.read(upToCount: 1) == Data("h".utf8))
  #expect(try test.store.run(id).status == .running)
  kill(process.processIdentifier, SIGKILL)
  process.waitUntilExit()
  #expect(try test.store.run(id).status == .crashed)
}

@Test func aCrashedRunKeepsWhatItRecorded() throws {
  let test = try TestStore()
  let id = try {
    let live = try test.store.createRun(.sample())
    try test.store.recordEpoch(
      live, epoch: 1, metrics: [("val_loss", 2)],
      checkpoint: NewCheckpoint(tensors: [tensor("w", 1)]), at: start.addingTimeInterval(30))
    return live.id
  }()
  let run = try test.store.run(id)
  #expect(run.status == .crashed)
  #expect(run.endedAt == nil && run.durationSeconds == 30)
  #expect(run.checkpoints.count == 2)
  try test.store.delete([id])
  #expect(try test.store.purge().runs == 1)
}

@Test func aLockThatIsGivenUpIsFreeWhoeverHasACopy() throws {
  let test = try TestStore()
  let lock = try test.store.live.hold(row: 7)
  // As a program has one that is just being started.
  let number = try #require(lock.file.withLock { $0 })
  let copy = dup(number)
  defer { close(copy) }
  #expect(test.store.live.isHeld(row: 7))
  lock.release()
  #expect(!test.store.live.isHeld(row: 7))
}

@Test func finishingGivesUpTheLock() throws {
  let test = try TestStore()
  let live = try test.store.createRun(.sample())
  #expect(test.store.live.isHeld(row: live.row))
  try test.store.finish(live, status: .interrupted, at: start)
  #expect(!test.store.live.isHeld(row: live.row))
  #expect(try test.store.run(live.id).status == .interrupted)
}

@Test func ofAnotherMachinesRunOnANetworkFileSystemItIsSaidThatNobodyKnows() throws {
  let test = try TestStore()
  var location = try StoreLocation(path: test.path, access: .readWrite)
  location.journal = .delete
  let id = try test.store.createRun(.sample("far")).id
  let mine = try test.store.createRun(.sample("near")).id
  try test.store.queue.write { db in
    try db.execute(sql: "UPDATE run SET boot_id = 'another' WHERE name = 'far'")
  }
  try test.store.queue.close()
  let shared = try RunStore(at: location, access: .readWrite)
  #expect(try shared.run(id).status == .running)
  #expect(try shared.run(mine).status == .crashed)
  #expect(try shared.runsOfUnknownLiveness() == [id])
  let error = #expect(throws: StoreError.self) { try shared.resumeRun(id, at: start) }
  #expect(error?.category == .conflict)
  #expect(error?.description.hasPrefix("run far: another machine's, ") == true)
  let (run, _) = try shared.resumeRun(id, at: start, isForced: true)
  // Held, it is known to run wherever it does.
  #expect(try shared.runsOfUnknownLiveness().isEmpty)
  #expect(try shared.run(run.id).status == .running)
}

@Test func aRunWhoseLockCannotBeReadIsNotTakenForDead() throws {
  let folder = try TemporaryFolder()
  let missing = try LiveFile(path: folder.path("none.live"), isWritable: false)
  #expect(!missing.isHeld(row: 1))
  // Below a file instead of a folder: opening fails otherwise than for a file that is not there.
  try folder.write("", to: "file")
  let unreadable = try LiveFile(path: folder.path("file/a.live"), isWritable: false)
  #expect(unreadable.isHeld(row: 1))
  // No byte has such an offset: the kernel refuses the question.
  let live = try LiveFile(path: folder.path("a.live"), isWritable: true)
  #expect(!live.isHeld(row: 1))
  #expect(live.isHeld(row: -1))
}
