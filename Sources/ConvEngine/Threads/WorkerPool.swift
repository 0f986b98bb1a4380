import CMachine
import Glibc
import Synchronization

/// The engine's threads. A phase of work is cut into chunks; each thread takes the next one from a
/// counter until none is left. Which thread ran a chunk must not change its result.
///
/// Idle workers spin for some 50 µs, about as long as the serial part of a step takes, then sleep.
/// The caller's thread works too.
final class WorkerPool {
  private let shared: SharedState
  private var threads: [pthread_t] = []

  /// - Parameters:
  ///   - threads: how many threads work, the caller's included; at least 1.
  ///   - work: runs one chunk of a phase on the worker of this number (0 is the caller); called from
  ///     all threads at once.
  init(threads count: Int, work: @escaping (Phase, Int, Int) -> Void) {
    precondition(count >= 1, "a pool of \(count) threads")
    shared = SharedState(helpers: count - 1, work: work)
    for _ in 1..<max(1, count) {
      var thread = pthread_t()
      let context = Unmanaged.passRetained(shared)
      let status = pthread_create(
        &thread, nil,
        { raw in
          guard let raw else { return nil }
          let shared = Unmanaged<SharedState>.fromOpaque(raw).takeRetainedValue()
          _ = machine_flush_denormals()
          shared.serve()
          return nil
        }, context.toOpaque())
      guard status == 0 else {
        context.release()
        shared.helpers -= 1
        continue
      }
      threads.append(thread)
    }
  }

  deinit {
    shared.stop()
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Runs chunks 0..<`chunks` of a phase and returns when all are done.
  func run(_ phase: Phase, chunks: Int) {
    guard chunks > 0 else { return }
    if threads.isEmpty || chunks == 1 {
      for chunk in 0..<chunks { shared.work(phase, chunk, 0) }
    } else {
      shared.run(phase, chunks)
    }
  }

  /// The cores this process may use: its affinity mask, and its control group's quota if smaller.
  static var availableCores: Int {
    let affinity = max(1, Int(machine_affinity_cores()))
    guard let quota = controlGroupQuota() else { return affinity }
    return max(1, min(affinity, Int(quota.rounded(.up))))
  }

  /// Cores' worth of time per period granted to the control group (version 2), if it is limited.
  private static func controlGroupQuota() -> Double? {
    guard let file = fopen("/sys/fs/cgroup/cpu.max", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let numbers = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
    guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], period > 0 else {
      return nil
    }
    return quota / period
  }
}

/// What caller and workers share. `@unchecked Sendable`: `phase`, `chunks` and `helpers` are written
/// by the caller only while every worker is idle, and published by the release store of `round`.
private final class SharedState: @unchecked Sendable {
  let work: (Phase, Int, Int) -> Void
  var helpers: Int
  private var phase = Phase.idle
  private var chunks = 0
  /// Counts phases; a change wakes the workers. Negative: the pool ends.
  private let round = Atomic<Int>(0)
  private let next = Atomic<Int>(0)
  private let busy = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  /// Workers that have begun; each takes the next number.
  private let joined = Atomic<Int>(0)
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let wake: UnsafeMutablePointer<pthread_cond_t>

  init(helpers: Int, work: @escaping (Phase, Int, Int) -> Void) {
    self.helpers = helpers
    self.work = work
    mutex = .allocate(capacity: 1)
    wake = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wake, nil)
  }

  deinit {
    pthread_cond_destroy(wake)
    pthread_mutex_destroy(mutex)
    wake.deallocate()
    mutex.deallocate()
  }

  func run(_ phase: Phase, _ chunks: Int) {
    self.phase = phase
    self.chunks = chunks
    next.store(0, ordering: .relaxed)
    busy.store(helpers, ordering: .relaxed)
    publish(round.load(ordering: .relaxed) + 1)
    drain(0)
    var spins = 0
    while busy.load(ordering: .acquiring) != 0 {
      spins += 1
      if spins < Self.spinLimit { machine_pause() } else { sched_yield() }
    }
  }

  func stop() { publish(-1) }

  /// A worker's life: wait for a round, take chunks, report.
  func serve() {
    let worker = joined.add(1, ordering: .relaxed).newValue
    var seen = 0
    while true {
      let current = nextRound(after: seen)
      if current < 0 { return }
      seen = current
      drain(worker)
      busy.subtract(1, ordering: .releasing)
    }
  }

  private func drain(_ worker: Int) {
    let phase = phase, chunks = chunks
    while true {
      let chunk = next.add(1, ordering: .relaxed).oldValue
      if chunk >= chunks { return }
      work(phase, chunk, worker)
    }
  }

  private func publish(_ value: Int) {
    // Sequentially consistent with `sleepers`: either the worker sees the new round before it
    // sleeps, or the caller sees the sleeper and wakes it.
    round.store(value, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(wake)
      pthread_mutex_unlock(mutex)
    }
  }

  private func nextRound(after seen: Int) -> Int {
    for _ in 0..<Self.spinLimit {
      let current = round.load(ordering: .acquiring)
      if current != seen { return current }
      machine_pause()
    }
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    var current = round.load(ordering: .sequentiallyConsistent)
    while current == seen {
      pthread_cond_wait(wake, mutex)
      current = round.load(ordering: .sequentiallyConsistent)
    }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
    return current
  }

  /// About 50 µs of pause instructions.
  private static let spinLimit = 2_000
}
