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
      let runs = Set(try runs.map { try store.resolve($0.text) })
      try store.delete(Array(runs))
      printNote("moved \(Format.plural(runs.count, "run")) to the trash")
    }
  }
}
