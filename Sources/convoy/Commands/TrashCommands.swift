import ArgumentParser
import RunStore

extension Convoy {
  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete",
      abstract: "Move runs to the trash.",
      discussion: """
        Their names are free at once. "convoy restore" brings them back, "convoy list --deleted" \
        shows them, "convoy purge" gives their space back for good.
        """)

    @Argument(help: "The runs.")
    var runs: [RunReference]

    @OptionGroup var store: StoreOptions

    func run() throws {
      let store = try store.openForEditing()
      try store.delete(try runs.map { try store.resolve($0.text) })
      printNote("moved \(Format.plural(runs.count, "run")) to the trash")
    }
  }

  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "restore",
      abstract: "Bring runs back from the trash.",
      discussion: "A run whose name another has taken since comes back as NAME-1, NAME-2, ….")

    @Argument(help: "The runs: names or ids, as \"convoy list --deleted\" shows them.")
    var runs: [RunReference]

    @OptionGroup var store: StoreOptions

    func run() throws {
      let store = try store.openForEditing()
      let names = try store.restore(try runs.map { try store.resolveDeleted($0.text) })
      for name in names { printNote("restored \(name)") }
    }
  }

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
      printLine(
        "\(dryRun ? "would erase" : "erased") \(Format.plural(report.runs, "run")) and "
          + "\(Format.plural(report.tensors, "tensor")), \(Format.bytes(report.bytes))")
    }
  }
}
