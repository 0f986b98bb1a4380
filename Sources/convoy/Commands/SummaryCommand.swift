import ArgumentParser
import ConvEngine
import Training
import Workbench

extension Convoy {
  struct Summary: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "summary",
      abstract: "Show the layers of an experiment's network and what they cost.",
      discussion: """
        For one image: each layer's output shape, parameters (also those of one neuron of a dense \
        layer or one kernel of a convolution: its weights and its bias), millions of floating-point operations of a forward \
        pass, bytes of output kept while training, and the kernel that runs it.
        """)

    @OptionGroup var experiment: ExperimentArguments
    @OptionGroup var kernels: KernelOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      let experiment = try experiment.read(kernels.overrides)
      let summary = ModelSummary(try experiment.plan(instructionSet: .best))
      if output.json { try printJSON(summary) } else { printTable(summary.table) }
    }
  }
}
