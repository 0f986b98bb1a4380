import ArgumentParser
import RunStore

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
