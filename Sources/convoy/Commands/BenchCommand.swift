import ArgumentParser
import ConvEngine
import Training

extension Convoy {
  struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure the engine's speed on this machine.",
      discussion: """
        Each pass of the convolutions on one thread, in GFLOP/s and as a share of what the core \
        does with nothing but multiply-adds; then whole steps of the tutorial's network on all \
        threads, in images per second; then what recording an epoch in a store takes. Takes about half \
        a minute; let nothing else run meanwhile.

        With --layers, the training steps of an experiment instead: what each layer takes of a \
        thread's time for one image in either pass, in the fastest of the runs.
        """)

    @OptionGroup var experiment: LayersOption

    @Option(
      help: ArgumentHelp("Measure only this part; may be repeated.", valueName: "part"))
    var part: [BenchmarkReport.Part] = []

    @Option(
      help: ArgumentHelp(
        "Images in a step; may be repeated (with --layers: once; default: the experiment's).",
        valueName: "n"))
    var batch: [Int] = []

    @Option(help: ArgumentHelp("Timed runs of each kind of step.", valueName: "n"))
    var runs = 5

    @Option(help: ArgumentHelp("The length of a timed run.", valueName: "seconds"))
    var seconds = 0.5

    @OptionGroup var kernels: KernelOption
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if let odd = batch.first(where: { !(1...4096).contains($0) }) {
        throw ValidationError("--batch: \(odd); 1 to 4096 images are accepted")
      }
      guard (1...1000).contains(runs), seconds > 0, seconds <= 3600 else {
        throw ValidationError(
          "--runs, --seconds: \(runs) runs of \(seconds) s; 1 to 1000 runs of up to 3600 s are accepted"
        )
      }
      if experiment.layers != nil, !part.isEmpty || batch.count > 1 {
        throw ValidationError(
          "--layers: with --part, or with two of --batch; one --batch is accepted")
      }
    }

    func run() throws {
      if let experiment = try experiment.read(kernels.overrides) {
        return try measureLayers(of: experiment)
      }
      let report = try BenchmarkReport(
        Set(part.isEmpty ? BenchmarkReport.Part.allCases : part),
        batches: batch.isEmpty ? [1, 32, 128] : batch, runs: runs, seconds: seconds,
        choice: kernels.choice ?? .automatic, execution: engine.execution, note: { printNote($0) })
      if output.json { return try printJSON(report) }
      printLines(report.lines(for: .standardOutput))
    }

    private func measureLayers(of experiment: ExperimentSpec) throws {
      let report = try LayerReport(
        experiment.plan(instructionSet: engine.execution.instructionSet),
        EngineBenchmark.Training(
          batch: batch.first ?? experiment.training.batch,
          optimizer: experiment.training.optimizer, execution: engine.execution),
        runs: runs, seconds: seconds)
      if output.json { return try printJSON(report) }
      printLines(report.lines(for: .standardOutput))
    }
  }
}

extension BenchmarkReport.Part: ExpressibleByArgument {}
