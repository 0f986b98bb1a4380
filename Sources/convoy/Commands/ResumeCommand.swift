import ArgumentParser
import ConvEngine
import RunStore
import Workbench

extension Convoy {
  struct Resume: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume",
      abstract: "Go on with a run that was interrupted, failed or crashed.",
      discussion: """
        The run goes on from the last state it kept, a step within an epoch or the end of one, and ends \
        with the metrics and weights it would have had without the break, bit for bit, on any number of \
        threads.
        """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Flag(help: "Show no progress.")
    var quiet = false

    @Flag(
      help: ArgumentHelp(
        "Take up a run of which this machine cannot tell whether it still runs on another one."))
    var force = false

    @OptionGroup var data: DataOptions
    @OptionGroup var engine: ThreadOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let store = try store.openForEditing()
      var options = LaunchOptions(
        data: data.location, execution: ExecutionOptions(threads: engine.threads))
      options.isForced = force
      let resume = Workbench.Resume(try store.resolve(reference.text), options: options)
      let advice = ResumeAdvice(self.store, data)
      try AttendedTraining(isQuiet: quiet, output: output, advice: advice).run {
        try resume.run(in: store, control: $0, onEvent: $1)
      }
    }
  }
}
