import AllocationCounter
import Foundation
import TestSupport

/// Feeds a reader changed inputs for a time, in a process of its own: whatever ends the process, its last
/// words name the seed.
///
/// `CONVOY_FUZZ_SECONDS` (of processor time, 0.4) makes it longer; `CONVOY_FUZZ_SEED` begins with that case.
struct FuzzRun {
  let name: String
  let mutation: Mutation
  /// Sound inputs.
  let samples: [[UInt8]]
  /// Allocations every case may make whatever its input: buffers of a fixed size.
  var slack = 1 << 20
  /// Reads an input; it may throw whatever it likes.
  let read: (_ input: [UInt8], _ random: inout SplitMix) throws -> Void

  // A signal handler can capture nothing.
  nonisolated(unsafe) private static var seed: UInt64 = 0
  nonisolated(unsafe) private static var subject: [CChar] = []

  /// Ends the process with 0 whatever comes, for its last line on the standard error tells: of a process
  /// that ended otherwise a test cannot read it.
  func run() -> Never {
    let variables = ProcessInfo.processInfo.environment
    let seconds = variables["CONVOY_FUZZ_SECONDS"].flatMap(Double.init) ?? 0.4
    let first = variables["CONVOY_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
    Self.subject = Array(name.utf8CString)
    Self.reportSignals()
    let end = Self.processorTime + seconds
    var seed = first
    repeat {
      Self.seed = seed
      Self.limitOneCase()
      var random = SplitMix(seed: seed)
      let input =
        random.below(8) == 0
        ? mutation.text(&random) : mutation.changed(random.one(of: samples), &random)
      _ = allocation_take_largest()
      // Either outcome is right; a crash is not.
      try? read(input, &random)
      let largest = allocation_take_largest()
      if largest > 10 * input.count + slack {
        Self.write(
          Array(
            "\(name): an allocation of \(largest) bytes for \(input.count) with seed \(seed)\n"
              .utf8CString))
        exit(0)
      }
      seed += 1
    } while Self.processorTime < end
    Self.write(Array("\(name): \(seed - first) cases\n".utf8CString))
    exit(0)
  }

  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// A case that takes a second of processor time is a hang.
  private static func limitOneCase() {
    var limit = itimerval()
    limit.it_value.tv_sec = 1
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &limit, nil)
  }

  private static func reportSignals() {
    for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGPROF] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { signal in
        FuzzRun.write(FuzzRun.subject)
        FuzzRun.write(signal == SIGPROF ? ": over a second with seed " : ": crashed with seed ")
        var digits: [UInt8] = []
        var rest = FuzzRun.seed
        repeat {
          digits.insert(UInt8(ascii: "0") + UInt8(rest % 10), at: 0)
          rest /= 10
        } while rest > 0
        _ = Foundation.write(STDERR_FILENO, digits, digits.count)
        FuzzRun.write("; CONVOY_FUZZ_SEED repeats it\n")
        _exit(0)
      }
      sigaction(signal, &action, nil)
    }
  }

  private static func write(_ text: [CChar]) {
    _ = Foundation.write(STDERR_FILENO, text, max(0, text.count - 1))
  }

  private static func write(_ text: StaticString) {
    _ = Foundation.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }
}
