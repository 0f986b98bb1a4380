/// What `convoy bench` measured: the engine's own speed on this machine.
struct BenchmarkReport: Encodable {
  struct Kernel: Encodable {
    /// What runs: `conv forward`, `dense forward`, ….
    var name: String
    /// Its sizes: `32×32×32 → 32, 3×3`.
    var shape: String
    /// 10⁹ floating-point operations per second, multiply and add counted as two.
    var gflops: Double
    /// Of what the cores could do with nothing but fused multiply-adds, in 0...1.
    var shareOfPeak: Double
  }

  struct Network: Encodable {
    var name: String
    var batch: Int
    var trainingImagesPerSecond: Double
    var inferenceImagesPerSecond: Double
  }

  var cpu: String
  var isa: String
  var threads: Int
  /// 10⁹ floating-point operations per second of fused multiply-adds alone, all threads together.
  var peakGflops: Double
  var kernels: [Kernel]
  var networks: [Network]
}

extension BenchmarkReport {
  func lines(for destination: Destination) -> [String] {
    var lines = [
      "\(cpu), \(isa), \(Format.plural(threads, "thread")), "
        + "peak \(Format.fixed(peakGflops, 1)) GFLOP/s"
    ]
    let kernelTable = TextTable(
      [.text("kernel"), .text("shape"), .number("GFLOP/s"), .number("of peak")],
      rows: kernels.map {
        [
          .init($0.name), .init($0.shape), .init(Format.fixed($0.gflops, 1)),
          .init(Format.percent($0.shareOfPeak)),
        ]
      })
    let networkTable = TextTable(
      [
        .text("network"), .number("batch"), .number("training img/s"), .number("inference img/s"),
      ],
      rows: networks.map {
        [
          .init($0.name), .init(String($0.batch)),
          .init(Format.count(Int($0.trainingImagesPerSecond))),
          .init(Format.count(Int($0.inferenceImagesPerSecond))),
        ]
      })
    for table in [kernelTable, networkTable] where !table.rows.isEmpty {
      lines.append("")
      lines += table.lines(for: destination)
    }
    return lines
  }
}
