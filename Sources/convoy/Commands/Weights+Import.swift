import ArgumentParser
import Datasets
import RunStore
import Training
import Workbench

extension Convoy.Weights {
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Make a run of a weight file.",
      discussion: """
        Reads safetensors and npz; the tensors' names and shapes must be those of the experiment's \
        network. Prints the new run's id.
        """)

    @Argument(help: "The file.", completion: .file(extensions: ["safetensors", "npz"]))
    var file: String

    @Option(
      help: ArgumentHelp("The experiment whose network it fits.", valueName: "file"),
      completion: .file(extensions: ["yaml", "yml"]))
    var experiment: String

    @OptionGroup var naming: NamingOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let spec = try ExperimentSpec(contentsOf: experiment)
      let options = naming.launchOptions(data: DataLocation())
      let run = try WeightsTransfer(try store.openOrCreate()).import(
        file, experiment: spec, options: options,
        onEvent: { if case .note(let text) = $0 { printNote("note: " + text) } })
      if output.json { try printJSON(run) } else { printLine(run.id.text) }
    }
  }
}
