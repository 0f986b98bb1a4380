import ArgumentParser
import RunStore
import Workbench

extension WeightsTransfer.Format: ExpressibleByArgument {}

extension Convoy.Weights {
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Write the weights of a run to a file.")

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @OptionGroup var which: CheckpointOption

    @Option(help: "The file's format (default: what the file's name ends in, else safetensors).")
    var format: WeightsTransfer.Format?

    @Option(
      name: .shortAndLong, help: ArgumentHelp("The file.", valueName: "file"),
      completion: .file(extensions: ["safetensors", "npz"]))
    var output: String

    @OptionGroup var store: StoreOptions

    func run() throws {
      let store = try store.openForReading()
      let run = try store.resolve(reference.text)
      let bytes = try WeightsTransfer(store).fileBytes(
        of: run, which.checkpoint,
        format: format ?? (output.hasSuffix(".npz") ? .npz : .safetensors))
      let file = try OutputFile(output)
      try file.write(bytes)
      try file.finish()
    }
  }
}
