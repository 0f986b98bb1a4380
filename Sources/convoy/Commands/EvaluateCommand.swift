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
        of a finished run loss and accuracy are those recorded in training, bit for bit. --report \
        also writes one HTML page with the surest mistakes and the kernels of the first layer as \
        pictures.
        """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @OptionGroup var which: CheckpointOption

    @Option(help: "The pictures to evaluate on.")
    var split = ImageSplit.test

    @Option(
      name: .customLong("report"),
      help: ArgumentHelp(
        "Write a page about it, too (-: to the standard output, instead).", valueName: "file"),
      completion: .file(extensions: ["html"]))
    var page: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      guard let page, page != "-" else { return }
      if ![".html", ".htm"].contains(where: page.lowercased().hasSuffix) {
        throw ValidationError("--report: \"\(page)\"; a name that ends in .html, or - is accepted")
      }
    }

    func run() throws {
      let store = try store.openForReading()
      let evaluation = RunEvaluation(
        of: try store.resolve(reference.text), checkpoint: which.checkpoint, split: split,
        data: data.location, threads: engine.threads, instructionSet: engine.isa)
      let report: EvaluationReport
      if let page {
        // A place that cannot be written to is told of before the work.
        let file = try OutputFile(page)
        let details = try evaluation.details(from: store)
        try file.write(EvaluationPage(details).html())
        try file.finish()
        if page == "-" { return }
        report = details.report
      } else {
        report = try evaluation.report(from: store)
      }
      if output.json { return try printJSON(report) }
      printLines(report.lines(for: .standardOutput))
    }
  }
}
