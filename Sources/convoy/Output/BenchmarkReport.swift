import ConvEngine

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

  /// Whole steps of the tutorial's network, on all threads; pictures per second, the best of several
  /// runs and their median.
  struct Throughput: Encodable {
    var batch: Int
    var training: Double
    var trainingMedian: Double
    var inference: Double
    var inferenceMedian: Double
  }

  var isa: String
  var threads: Int
  /// One thread's, in 10⁹ floating-point operations per second.
  var peakGigaflops: Double
  var kernels: [Kernel]
  var throughput: [Throughput]
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
          + [row.training, row.trainingMedian, row.inference, row.inferenceMedian].map {
            .init(Format.count(Int($0)))
          }
      })
    return [
      "\(isa), \(Format.fixed(peakGigaflops, 1)) GFLOP/s of multiply-adds on one thread", "",
    ] + kernelTable.lines(for: destination)
      + ["", "the tutorial's network on \(Format.plural(threads, "thread"))", ""]
      + throughputTable.lines(for: destination)
  }
}

extension BenchmarkReport {
  /// Measures; takes about half a minute.
  ///
  /// - Parameter note: hears what is being measured.
  init(_ execution: ExecutionOptions, note: (String) -> Void) throws {
    isa = execution.instructionSet.rawValue
    threads = execution.threads
    note("timing the kernels on one thread")
    let measured = try EngineBenchmark.kernels(execution.instructionSet)
    peakGigaflops = measured.peak
    kernels = measured.measurements.map {
      Kernel(
        shape: $0.shape, pass: $0.pass, gigaflops: $0.gigaflops, shareOfPeak: $0.shareOfPeak)
    }
    throughput = []
    for batch in [1, 32, 128] {
      note("timing the tutorial's network at batch \(batch)")
      func speed(isTraining: Bool) throws -> EngineBenchmark.ThroughputMeasurement {
        try EngineBenchmark.throughput(
          EngineBenchmark.tutorial, batch: batch, isTraining: isTraining, execution: execution)
      }
      let training = try speed(isTraining: true)
      let inference = try speed(isTraining: false)
      throughput.append(
        Throughput(
          batch: batch, training: training.best, trainingMedian: training.median,
          inference: inference.best, inferenceMedian: inference.median))
    }
  }
}
