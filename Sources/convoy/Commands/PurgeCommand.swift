import ArgumentParser
import RunStore

extension Convoy {
  struct Purge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "purge",
      abstract: "Erase the runs in the trash and give their space back.",
      discussion: "This cannot be undone.")

    @Flag(help: "Only say what would be erased.")
    var dryRun = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let store = try dryRun ? store.openForReading() : store.openForEditing()
      let report = try store.purge(dryRun: dryRun)
      if output.json { return try printJSON(report) }
      printNote(
        "\(dryRun ? "would erase" : "erased") \(Format.plural(report.runs, "run")) and "
          + "\(Format.plural(report.tensors, "tensor")), \(Format.bytes(report.bytes))")
    }
  }
}
