import ArgumentParser
import ConvEngine
import RunStore
import Workbench

extension ImageSplit: ExpressibleByArgument {}

extension Convoy {
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "evaluate",
      abstract: "Load a run's weights from the database and evaluate them.",
      discussion: """
        Prints loss, accuracy, accuracy per class and the confusion matrix. On the test pictures \
        of a finished run loss and accuracy are those recorded in training, bit for bit.
        """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @OptionGroup var which: CheckpointOption

    @Option(help: "The pictures to evaluate on.")
    var split = ImageSplit.test

    @OptionGroup var data: DataOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let store = try store.openForReading()
      let evaluation = RunEvaluation(
        of: try store.resolve(reference.text), checkpoint: which.checkpoint, split: split,
        data: data.location, threads: engine.threads, instructionSet: engine.isa)
      let report = try evaluation.report(from: store)
      if output.json { return try printJSON(report) }
      printLines(report.lines(for: .standardOutput))
    }
  }
}
