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
