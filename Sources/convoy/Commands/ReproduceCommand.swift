import ArgumentParser
import ConvEngine
import RunStore
import Workbench

extension Convoy {
  struct Reproduce: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reproduce",
      abstract: "Run a run again and compare the two bit for bit.",
      discussion: """
        What the store holds of the run (its experiment, the seed, the level of its kernels) is run \
        again as a run of its own, as many epochs as were recorded. Then every epoch's metrics, but for \
        those that measure time, and the weights kept are compared: prints "identical", or the first \
        epoch, metric and tensor that differ, and what changed since, and ends with 1.
        """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Option(
      name: .customLong("with"),
      help: ArgumentHelp(
        "Compare with this run, such as a repetition that was interrupted and resumed, instead of running "
          + "again.", valueName: "run"))
    var other: RunReference?

    @Flag(help: "Show no progress.")
    var quiet = false

    @OptionGroup var data: DataOptions
    @OptionGroup var engine: ThreadOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let store = try store.openForEditing()
      let first = try store.resolve(reference.text)
      if let other {
        return try compare(first, with: store.run(store.resolve(other.text)), in: store)
      }
      let reproduction = Reproduction(
        of: first,
        options: LaunchOptions(
          data: data.location, execution: ExecutionOptions(threads: engine.threads),
          commandLine: ["convoy"] + CommandLine.arguments.dropFirst()))
      let training = AttendedTraining(
        isQuiet: quiet, output: output, advice: ResumeAdvice(self.store, data))
      let again = try training.attend { try reproduction.run(in: store, control: $0, onEvent: $1) }
      if Interruption.isRequested, again.status == .interrupted {
        try training.endInterrupted(again)
      }
      try compare(first, with: again, in: store)
    }

    private func compare(
      _ first: RunIdentifier, with again: RunRecord, in store: RunStore
    ) throws {
      let report = try ReproductionReport(of: try store.run(first), again: again, in: store)
      if output.json { try printJSON(report) } else { printLines(report.lines) }
      if let epoch = report.firstEpoch {
        throw CommandError(
          .failed,
          "\(report.run.name): \(report.reproduction.name) differs from epoch \(epoch) on; "
            + "the same bits are accepted")
      }
      printNote(report.summary)
    }
  }
}
