import ArgumentParser
import RunStore
import Training
import Workbench

extension Convoy {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run",
      abstract: "Train an experiment and record the run.",
      discussion: """
        Progress goes to the standard error; the last line of the standard output is the run's id. \
        Ctrl-C ends the training after the step under way and keeps the run as interrupted, to go on \
        with "convoy resume"; a second Ctrl-C ends it at once.
        """)

    @OptionGroup var experiment: ExperimentArguments
    @OptionGroup var naming: NamingOptions

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The seed of weights, order and dropout.", valueName: "n"))
    var seed: UInt64?

    @Option(
      parsing: .unconditional, help: ArgumentHelp("How many epochs to train.", valueName: "n"))
    var epochs: Int?

    @Option(
      help: ArgumentHelp(
        "Begin with the weights of this run instead of random ones, as far as the layers are the same.",
        valueName: "run"))
    var initFrom: RunReference?

    @Option(
      help: ArgumentHelp(
        "Which of its weights: best, last, or an epoch's number (default: best).",
        valueName: "which"),
      completion: .list(["best", "last"]))
    var initCheckpoint: CheckpointChoice?

    @Flag(help: "Show no progress.")
    var quiet = false

    @Flag(help: "Record what each layer takes with every epoch, as time.conv_1.forward and so on.")
    var profile = false

    @Flag(
      help: ArgumentHelp(
        "Go on with the run of that --name where there is one; nothing to do where it has finished."
      ))
    var resumeIfExists = false

    @OptionGroup var data: DataOptions
    @OptionGroup var kernels: KernelOption
    @OptionGroup var engine: EngineOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if let epochs, epochs < 1 {
        throw ValidationError("--epochs: \(epochs); 1 or more is accepted")
      }
      if initCheckpoint != nil, initFrom == nil {
        throw ValidationError(
          "--init-checkpoint: no --init-from; the run to begin with is accepted")
      }
      if resumeIfExists, naming.name == nil {
        throw ValidationError("--resume-if-exists: no --name; the run's name is accepted")
      }
    }

    func run() throws {
      var options = naming.launchOptions(data: data.location, execution: engine.execution)
      options.isProfiling = profile
      if let initFrom {
        options.initialWeights = InitialWeights(
          try store.openForReading().resolve(initFrom.text), initCheckpoint ?? .best)
      }
      let launch = try Launch(
        contentsOf: experiment.file, overrides: experiment.overrides + kernels.overrides,
        seed: seed, epochs: epochs, options: options)
      let advice = ResumeAdvice(store, data)
      try AttendedTraining(isQuiet: quiet, output: output, advice: advice).run {
        if resumeIfExists, let store = try store.openIfThere() {
          return try launch.runOrResume(in: store, control: $0, onEvent: $1)
        }
        return try launch.run(in: store.openOrCreate(), control: $0, onEvent: $1)
      }
    }
  }
}
