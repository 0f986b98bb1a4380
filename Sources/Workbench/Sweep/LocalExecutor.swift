import Files
import Glibc

/// Runs a sweep's workers as processes of this machine, which share its cores: a worker has as many
/// threads as are left for it. They end when this process does.
package struct LocalExecutor: SweepExecutor {
  fileprivate struct Worker {
    let threads: Int
    var process: ChildProcess?
    /// What it has said of a line that has not ended, and its last whole line.
    var open: [UInt8] = []
    var lastLine = ""
  }

  private let program: String
  private let arguments: [String]
  private var workers: [Worker]

  /// - Parameters:
  ///   - program: the path of convoy.
  ///   - arguments: of a worker; `--threads` is added.
  ///   - threads: of each worker there may be at a time.
  package init(program: String, arguments: [String], threads: [Int]) {
    self.program = program
    self.arguments = arguments
    workers = threads.map { Worker(threads: $0) }
  }

  /// The threads of some workers that share so many cores: as many for each, what is left for the first.
  /// There are no more workers than cores.
  package static func threads(cores: Int, workers: Int) -> [Int] {
    let count = max(1, min(workers, cores))
    return (0..<count).map { max(1, cores / count + ($0 < cores % count ? 1 : 0)) }
  }

  package var running: Int { workers.count { $0.process != nil } }

  package mutating func start() throws {
    guard let index = workers.firstIndex(where: { $0.process == nil }) else {
      preconditionFailure("all \(workers.count) workers run")
    }
    workers[index].open = []
    workers[index].lastLine = ""
    workers[index].process = try ChildProcess(
      program, arguments + ["--threads", "\(workers[index].threads)"], reading: .errors,
      detached: true)
  }

  package mutating func poll(within limit: Duration) -> [SweepWorkerEvent] {
    var events: [SweepWorkerEvent] = []
    let share = limit / max(1, running)
    for index in workers.indices {
      guard let process = workers[index].process else { continue }
      switch process.read(within: share) {
      case .nothingYet: continue
      case .bytes(let bytes): events += workers[index].hear(bytes)
      case .end:
        if !workers[index].open.isEmpty { events += workers[index].hear([UInt8(ascii: "\n")]) }
        let last = workers[index].lastLine
        switch process.wait() {
        case 0: events.append(.finished)
        case interruptedStatus: events.append(.stopped)
        case let status where status > 128: events.append(.killed)
        case let status: events.append(.failed(status: status, last))
        }
        workers[index].process = nil
      }
    }
    return events
  }

  package mutating func stop() {
    for worker in workers { worker.process?.interrupt() }
  }
}

/// What convoy ends with when it was interrupted, and a shell's for a program that SIGINT ended.
private let interruptedStatus = 128 + SIGINT

extension LocalExecutor.Worker {
  /// The lines that end in what it has said.
  fileprivate mutating func hear(_ bytes: [UInt8]) -> [SweepWorkerEvent] {
    var parts = (open + bytes).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    open = Array(parts.removeLast())
    let lines = parts.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.isEmpty }
    lastLine = lines.last ?? lastLine
    // An error is told when it is known that the worker ended by it.
    return lines.filter { !$0.hasPrefix("convoy: ") }.map { .said($0) }
  }
}
