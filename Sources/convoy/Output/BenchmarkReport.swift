import ConvEngine
import Foundation
import RunStore
import Workbench

/// What `convoy bench` measured: the engine's own speed on this machine.
struct BenchmarkReport: Encodable {
  /// One pass of a convolution, on one thread.
  struct Kernel: Encodable {
    /// `channels→depth height×width`
    var shape: String
    var pass: String
    /// 10⁹ floating-point operations per second, multiply and add counted as two.
    var gigaflops: Double
    /// Of what a core does with nothing but multiply-adds, in 0...1.
    var shareOfPeak: Double
  }

  /// Whole steps of the tutorial's network at one batch size, on all threads.
  struct Throughput: Encodable {
    var batch: Int
    /// Nil where it was not asked for.
    var training: Rate?
    var inference: Rate?
    /// Of inference on one image.
    var latency: Latency?
  }

  /// Seconds that half, and 99 in 100, of the single steps took at most.
  struct Latency: Encodable {
    var p50: Double
    var p99: Double
  }

  /// Images per second: the best of several runs and their median.
  struct Rate: Encodable {
    var best: Double
    var median: Double
  }

  /// What can be measured.
  enum Part: String, CaseIterable {
    case kernels, training, inference, store
  }

  var isa: String
  var threads: Int
  /// One thread's, in 10⁹ floating-point operations per second.
  var peakGigaflops: Double
  var kernels: [Kernel]
  var throughput: [Throughput]
  /// nil where it was not asked for.
  var store: RecordingBenchmark?
}

extension BenchmarkReport {
  func lines(for destination: Destination) -> [String] {
    let kernelTable = TextTable(
      [
        .text("convolution"), .text("pass"), .number("GFLOP/s, 1 thread"), .number("of peak"),
      ],
      rows: kernels.map {
        [
          .init($0.shape), .init($0.pass), .init(Format.fixed($0.gigaflops, 1)),
          .init(Format.percent($0.shareOfPeak)),
        ]
      })
    let throughputTable = TextTable(
      [
        .number("batch"), .number("training img/s"), .number("median"),
        .number("inference img/s"), .number("median"),
      ],
      rows: throughput.map { row in
        [TextTable.Cell(String(row.batch))]
          + [row.training?.best, row.training?.median, row.inference?.best, row.inference?.median]
          .map { .init($0.map { Format.count(Int($0)) } ?? "–") }
      })
    var lines = [
      "\(isa), \(Format.fixed(peakGigaflops, 1)) GFLOP/s of multiply-adds on one thread"
    ]
    if !kernels.isEmpty { lines += [""] + kernelTable.lines(for: destination) }
    if !throughput.isEmpty {
      lines += ["", "the tutorial's network on \(Format.plural(threads, "thread"))", ""]
      lines += throughputTable.lines(for: destination)
      for row in throughput {
        guard let latency = row.latency else { continue }
        let (p50, p99) = (latency.p50 * 1_000, latency.p99 * 1_000)
        lines += [
          "",
          "inference of one image: p50 \(Format.fixed(p50, 3)) ms, p99 \(Format.fixed(p99, 3)) ms",
        ]
      }
    }
    if let store { lines += [""] + store.lines }
    return lines
  }
}

extension BenchmarkReport {
  /// Measures.
  ///
  /// - Parameters:
  ///   - batches: the batch sizes of whole steps.
  ///   - choice: which kernels convolutions may use.
  ///   - seconds: the length of each of a step's `runs` timed runs.
  ///   - note: hears what is being measured.
  init(
    _ parts: Set<Part>, batches: [Int], runs: Int, seconds: Double, choice: KernelChoice,
    execution: ExecutionOptions, note: (String) -> Void
  ) throws {
    isa = execution.instructionSet.rawValue
    threads = execution.threads
    peakGigaflops = EngineBenchmark.peak(execution.instructionSet)
    kernels = []
    if parts.contains(.kernels) {
      note("timing the kernels on one thread")
      kernels = try EngineBenchmark.kernels(
        execution.instructionSet, peak: peakGigaflops, choice: choice
      ).map {
        Kernel(
          shape: $0.shape, pass: $0.pass, gigaflops: $0.gigaflops, shareOfPeak: $0.shareOfPeak)
      }
    }
    func measure(
      _ part: Part, _ batch: Int
    ) throws -> EngineBenchmark.ThroughputMeasurement? {
      guard parts.contains(part) else { return nil }
      note("timing \(part.rawValue) of the tutorial's network at batch \(batch)")
      return try EngineBenchmark.throughput(
        EngineBenchmark.tutorial, batch: batch, isTraining: part == .training,
        execution: execution, kernels: choice, runs: runs, seconds: seconds)
    }
    throughput = []
    if parts.contains(.store) { store = try Self.recording(execution, note: note) }
    guard parts.contains(.training) || parts.contains(.inference) else { return }
    for batch in batches {
      let training = try measure(.training, batch), inference = try measure(.inference, batch)
      throughput.append(
        Throughput(
          batch: batch, training: training.map { Rate(best: $0.best, median: $0.median) },
          inference: inference.map { Rate(best: $0.best, median: $0.median) },
          latency: inference?.latency.map { Latency(p50: $0.p50, p99: $0.p99) }))
    }
  }
}

extension BenchmarkReport {
  /// Records epochs in a folder of its own, with tensors as large as the tutorial's network.
  private static func recording(
    _ execution: ExecutionOptions, note: (String) -> Void
  ) throws -> RecordingBenchmark {
    note("timing the recording of epochs")
    let folder = FileManager.default.temporaryDirectory.path + "/convoy-bench-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // What cannot be removed is left to the system's own cleaning.
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try RecordingBenchmark(
      folder: folder,
      parameters: try NetworkPlan(
        EngineBenchmark.tutorial, instructionSet: execution.instructionSet
      ).parameterCount, environment: RunEnvironment(execution: execution, git: nil))
  }
}

extension RecordingBenchmark {
  fileprivate var lines: [String] {
    func text(_ latency: Latency) -> String {
      "p50 \(Format.fixed(latency.median, 3)) ms, p99 \(Format.fixed(latency.p99, 3)) ms"
    }
    return [
      "recording an epoch of \(Self.metrics) metrics: " + text(epochMilliseconds),
      "with weights and optimiser state (\(Format.bytes(checkpointBytes))): "
        + text(checkpointMilliseconds),
    ]
  }
}
