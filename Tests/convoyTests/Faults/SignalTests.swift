import Foundation
import Glibc
import RunStore
import Testing

@testable import convoy

/// Signals that ask a training to stop: once in good order, twice at once; either way it goes on later.
struct SignalTests {
  @Test(arguments: [SIGINT, SIGTERM])
  func aRunThatWasAskedToStopEndsAsIfItHadNotBeen(signal: Int32) throws {
    try withProgram { convoy in
      // Long enough to be in its midst when the signal comes.
      try FaultRun.write(
        to: convoy,
        FaultRun.experiment.replacing("epochs: 5", with: "epochs: 20")
          .replacing("checkpoint_minutes: 0", with: "checkpoint_minutes: 10"))
      try convoy("run", "killed.yaml", "--name", "whole", "--quiet")
      let running = try RunningProgram(convoy, ["run", "killed.yaml", "--name", "stopped"])
      defer { running.send(SIGKILL) }
      running.wait(for: "epoch  2/20")
      running.send(signal)
      let said = try running.end()
      #expect(running.process.terminationStatus == 130)
      #expect(said.hasSuffix(" of 20; to go on: convoy resume stopped\n"), "\(said)")
      let store = try RunStore(path: convoy.folder + "/convoy.sqlite")
      let stopped = try store.run(store.resolve("stopped"))
      #expect(stopped.status == .interrupted)
      #expect(stopped.message?.hasPrefix("stopped on request after ") == true)
      let resumed = try convoy("resume", "stopped", "--quiet")
      #expect(resumed.status == 0 && resumed.errors == "", "\(resumed.errors)")
      #expect(try RunOutcome("stopped", in: store) == RunOutcome("whole", in: store))
      #expect(
        try store.events(of: stopped.id).map(\.kind) == [
          .created, .interrupted, .resumed, .finished,
        ])
    }
  }

  @Test func theSecondSignalEndsTheRunAtOnce() throws {
    try withProgram { convoy in
      // One step of this takes far longer than two signals.
      try FaultRun.write(
        to: convoy,
        """
        name: slow
        dataset: {name: shapes, train: 80, test: 10, validation: 0.2}
        model:
          - conv: {depth: 32, kernel: 3}
          - conv: {depth: 48, kernel: 7}
          - max_pool: {size: 8}
          - flatten
          - dense: {units: 10}
        training: {epochs: 2, batch: 64, optimizer: sgd, seed: 3}
        """)
      try convoy("run", "killed.yaml", "--name", "whole", "--quiet")
      var isCrashed = false
      for attempt in 1...10 where !isCrashed {
        let name = "run-\(attempt)"
        let running = try RunningProgram(convoy, ["run", "killed.yaml", "--name", name])
        defer { running.send(SIGKILL) }
        running.wait(for: "steps an epoch")
        running.send(SIGINT)
        // Two signals of a kind that wait are one.
        while running.process.isRunning, running.isPending(SIGINT) {}
        running.send(SIGINT)
        let said = try running.end()
        #expect(running.process.terminationStatus == 130)
        let store = try RunStore(path: convoy.folder + "/convoy.sqlite")
        let status = try store.run(store.resolve(name)).status
        // On a busy machine the step may end before the second signal.
        isCrashed = status == .crashed
        #expect(isCrashed ? said == "" : status == .interrupted, "\(said)")
        try #expect(convoy("resume", name, "--quiet").status == 0)
        #expect(try RunOutcome(name, in: store) == RunOutcome("whole", in: store))
      }
      #expect(isCrashed)
    }
  }
}
