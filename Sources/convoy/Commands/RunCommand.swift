import ArgumentParser

extension Convoy {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Train an experiment and record the run.",
      discussion: """
        Progress goes to the standard error; the last line of the standard output is the run's id. \
        Ctrl-C ends the training in good order and keeps the run as interrupted; a second Ctrl-C \
        ends it at once.
        """)

    @OptionGroup var experiment: ExperimentArguments

    @Option(
      name: .customLong("tag"), help: ArgumentHelp("A tag; may be repeated.", valueName: "tag"))
    var tags: [String] = []

    @Option(help: "The run's name (default: the experiment's with a number).")
    var name: String?

    @Option(help: ArgumentHelp("A note kept with the run.", valueName: "text"))
    var note: String?

    @Option(help: ArgumentHelp("The seed of weights, order and dropout.", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("How many epochs to train.", valueName: "n"))
    var epochs: Int?

    @Flag(help: "Show no progress.")
    var quiet = false

    @OptionGroup var data: DataOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if let epochs, epochs < 1 {
        throw ValidationError("--epochs: \(epochs); 1 or more is accepted")
      }
    }
  }
}
