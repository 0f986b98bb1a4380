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
        Ctrl-C ends the training in good order and keeps the run as interrupted; a second Ctrl-C \
        ends it at once.
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

    @Flag(help: "Show no progress.")
    var quiet = false

    @Flag(help: "Record what each layer takes with every epoch, as time.conv_1.forward and so on.")
    var profile = false

    @OptionGroup var data: DataOptions
    @OptionGroup var kernels: KernelOption
    @OptionGroup var engine: EngineOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if let epochs, epochs < 1 {
        throw ValidationError("--epochs: \(epochs); 1 or more is accepted")
      }
    }

    func run() throws {
      var options = naming.launchOptions(data: data.location, execution: engine.execution)
      options.isProfiling = profile
      let launch = try Launch(
        contentsOf: experiment.file, overrides: experiment.overrides + kernels.overrides,
        seed: seed, epochs: epochs, options: options)
      var display = quiet ? nil : LaunchDisplay(destination: .standardError)
      defer { display?.finish() }
      Interruption.beginWatching()
      var created: RunIdentifier?
      let run: RunRecord
      do {
        run = try launch.run(
          in: store.openOrCreate(),
          control: TrainingControl(shouldStop: { Interruption.isRequested }),
          onEvent: { event in
            if case .note(let text) = event { printNote("note: " + text) }
            if case .created(let id, _) = event { created = id }
            display?.show(event)
          })
      } catch {
        // The run is in the store, so its id is told; the error is what matters.
        display?.finish()
        if !output.json, let created { printLine(created.text) }
        throw error
      }
      // What follows must not stand behind the live line.
      display?.finish()

      if output.json { try printJSON(run) } else { printLine(run.id.text) }
      switch run.status {
      case .interrupted:
        try flushStandardOutput()
        printNote("\(run.name): interrupted after \(Format.plural(run.epochsDone, "epoch")); kept")
        throw ExitCode(ExitStatus.interrupted.rawValue)
      case .failed, .crashed:
        throw CommandError(
          .failed,
          "\(run.name): \(run.message ?? run.status.rawValue)")
      case .running, .finished: return
      }
    }
  }
}
