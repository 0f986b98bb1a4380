import ArgumentParser
import Datasets
import RunStore
import Training
import Workbench

extension Convoy {
  struct Weights: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "weights",
      abstract: "List, export and import weights.",
      subcommands: [List.self, Export.self, Import.self])
  }
}

extension Convoy.Weights {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the tensors of a run's checkpoint.")

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @OptionGroup var which: CheckpointOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let store = try store.openForReading()
      let (epoch, tensors) = try store.tensors(
        of: store.resolve(reference.text), which.checkpoint)
      if output.json { return try printJSON(tensors) }
      printNote("checkpoint of epoch \(epoch)")
      var table = TextTable([
        .text("name"), .text("shape"), .number("values"), .number("size"), .text("sha256"),
      ])
      for tensor in tensors {
        table.append([
          .init(tensor.name), .init(tensor.shape.map(String.init).joined(separator: "×")),
          .init(Format.count(tensor.bytes / 4)), .init(Format.bytes(tensor.bytes)),
          .init(String(tensor.sha256.prefix(12)), style: .quiet),
        ])
      }
      printTable(table)
    }
  }
}

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
        file, experiment: spec, options: options)
      if output.json { try printJSON(run) } else { printLine(run.id.text) }
    }
  }
}
