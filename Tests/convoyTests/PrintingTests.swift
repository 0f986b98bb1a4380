import ConvEngine
import Testing
import Workbench

@testable import convoy

/// Tables whose numbers come from the engine.
struct PrintingTests {
  @Test func printsWhatALayerCosts() throws {
    let spec = NetworkSpec(
      input: ImageShape(height: 32, width: 32, channels: 3),
      layers: [
        .conv(ConvSpec(depth: 32, kernel: Extent(3), padding: .same, activation: .relu)),
        .maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.25), .flatten,
        .dense(DenseSpec(units: 10)),
      ])
    let lines = ModelSummary(try NetworkPlan(spec, instructionSet: .portable)).table.lines()
    // The kernel's register block is the engine's affair.
    let cost = lines.map { $0.replacing(#/ +(direct|product|kernel).*$/#, with: "") }
    #expect(
      cost == [
        "layer       output    parameters  each neuron  MFLOP  activations",
        "input       32×32×3",
        "conv_1      32×32×32         896           28   1.77     131.1 kB",
        "max_pool_1  16×16×32           –                   –      32.8 kB",
        "dropout_1   16×16×32           –                   –      32.8 kB",
        "flatten_1   8192               –                   –          0 B",
        "dense_1     10            81,930        8,193   0.16         40 B",
        "total                     82,826                1.93     196.6 kB",
      ])
  }

  @Test func printsWhichClassesWereTakenForWhich() {
    let matrix = ConfusionTable(
      classNames: ["horizontal stripes", "horizontal bar", "cat"],
      counts: [[5, 1, 0], [0, 6, 0], [0, 0, 1200]])
    #expect(
      matrix.table.lines() == [
        "true \\ predicted    horizontal s  horizontal b   cat",
        "horizontal stripes             5             1     ·",
        "horizontal bar                 ·             6     ·",
        "cat                            ·             ·  1200",
      ])
  }

  @Test func printsWhatTheLayersTake() {
    let report = LayerReport(
      isa: "avx2", threads: 2, peakGigaflops: 100, batch: 32,
      parts: [
        .init(name: "input", kernel: "", output: "32×32×3", forward: .init(microseconds: 1.5)),
        .init(
          name: "conv_1", kernel: "direct 6×2", output: "30×30×8",
          forward: .init(microseconds: 10, gigaflops: 75, shareOfPeak: 0.75),
          backward: .init(microseconds: 123.456, gigaflops: 150, shareOfPeak: 1.5)),
        .init(name: "max_pool_1", kernel: "", output: "15×15×8", computedIn: "conv_1"),
        .init(name: "loss", kernel: "", output: "", forward: .init(microseconds: 0.25)),
      ],
      total: .init(
        name: "total", kernel: "", output: "",
        forward: .init(microseconds: 11.75, gigaflops: 63.8, shareOfPeak: 0.638),
        backward: .init(microseconds: 123.456, gigaflops: 150, shareOfPeak: 1.5)),
      imagesPerSecond: 12345.6, accounted: 0.937)
    #expect(
      report.lines(for: .plain) == [
        "avx2, 100.0 GFLOP/s of multiply-adds on one thread; a thread's time for one image",
        "",
        "layer       kernel      output   forward µs  GFLOP/s  of peak  backward µs  GFLOP/s  of peak",
        "input                   32×32×3        1.50                              –",
        "conv_1      direct 6×2  30×30×8       10.00     75.0   75.0 %       123.46    150.0  150.0 %",
        "max_pool_1  in conv_1   15×15×8           –                              –",
        "loss                                   0.25                              –",
        "total                                 11.75     63.8   63.8 %       123.46    150.0  150.0 %",
        "",
        "12,345 images/s at batch 32 on 2 threads; 93.7 % of thread time is in these parts",
      ])
  }

  @Test func printsBenchmarks() {
    let report = BenchmarkReport(
      isa: "avx2", threads: 2, peakGigaflops: 100,
      kernels: [.init(shape: "32→64 16×16", pass: "forward", gigaflops: 75, shareOfPeak: 0.75)],
      throughput: [
        .init(
          batch: 32, training: .init(best: 2093.6, median: 2000),
          inference: .init(best: 10_000, median: 9999)),
        .init(batch: 128, training: .init(best: 2400, median: 2300), inference: nil),
      ])
    #expect(
      report.lines(for: .plain) == [
        "avx2, 100.0 GFLOP/s of multiply-adds on one thread",
        "",
        "convolution  pass     GFLOP/s, 1 thread  of peak",
        "32→64 16×16  forward               75.0   75.0 %",
        "",
        "the tutorial's network on 2 threads",
        "",
        "batch  training img/s  median  inference img/s  median",
        "   32           2,093   2,000           10,000   9,999",
        "  128           2,400   2,300                –       –",
      ])
  }
}
