import Glibc

/// Nanoseconds of each part of the steps. Every worker adds to counters of its own, on lines of the cache
/// that no other writes to, so that none waits for another.
struct StepCounters: ~Copyable {
  private let base: UnsafeMutablePointer<UInt64>
  private let layers: Int
  private let workers: Int
  /// From one worker's counters to the next one's.
  private let pitch: Int

  /// - Parameters:
  ///   - layers: the model's.
  ///   - workers: threads that count, numbered from 0.
  init(layers: Int, workers: Int) {
    self.layers = layers
    self.workers = workers
    let lineCount = Self.lineBytes / MemoryLayout<UInt64>.stride
    pitch = (2 * (layers + 4) + lineCount - 1) / lineCount * lineCount
    base = UnsafeMutableRawPointer.allocate(
      byteCount: workers * pitch * MemoryLayout<UInt64>.stride, alignment: Self.lineBytes
    ).bindMemory(to: UInt64.self, capacity: workers * pitch)
    reset()
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// Begins anew from zero.
  func reset() { base.initialize(repeating: 0, count: workers * pitch) }

  @inline(__always)
  func add(_ nanoseconds: UInt64, to part: StepPart, _ pass: StepPass, worker: Int) {
    base[worker * pitch + place(part, pass)] += nanoseconds
  }

  /// All workers' seconds.
  func seconds(_ part: StepPart, _ pass: StepPass) -> Double {
    let sum = (0..<workers).reduce(UInt64(0)) { $0 + base[$1 * pitch + place(part, pass)] }
    return Double(sum) * 1e-9
  }

  private func place(_ part: StepPart, _ pass: StepPass) -> Int {
    let row =
      switch part {
      case .input: 0
      case .loss: 1
      case .kernels: 2
      case .optimizer: 3
      case .layer(let index): 4 + index
      }
    return 2 * row + (pass == .forward ? 0 : 1)
  }

  /// Nanoseconds since some moment that does not change. Reading the clock is no system call and took
  /// 22 ns (Intel Xeon with AVX-512, 2026-11-25).
  static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  private static let lineBytes = 64
}
