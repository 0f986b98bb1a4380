import ArgumentParser
import ConvEngine

extension Convoy {
  struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "bench",
      abstract: "Measure the engine's speed on this machine.",
      discussion: """
        Each pass of the convolutions on one thread, in GFLOP/s and as a share of what the core \
        does with nothing but multiply-adds; then whole steps of the tutorial's network on all \
        threads, in pictures per second. Takes about half a minute; let nothing else run meanwhile.
        """)

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let report = try BenchmarkReport(engine.execution, note: { printNote($0) })
      if output.json { return try printJSON(report) }
      printLines(report.lines(for: .standardOutput))
    }
  }
}
