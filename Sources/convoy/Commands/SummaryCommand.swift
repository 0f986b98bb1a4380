import ArgumentParser
import ConvEngine
import Training

extension Convoy {
  struct Summary: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the layers of an experiment's network and what they cost.",
      discussion: """
        For one image: each layer's output shape, parameters (for dense layers also those of one \
        neuron: its weights and its bias), millions of floating-point operations of a forward \
        pass, bytes of output kept while training, and the kernel that runs it.
        """)

    @OptionGroup var experiment: ExperimentArguments
    @OptionGroup var output: OutputOptions

    func run() throws {
      let summary = NetworkSummary(try NetworkPlan(experiment.read().networkSpec))
      if output.json { try printJSON(summary) } else { printTable(summary.table) }
    }
  }
}
