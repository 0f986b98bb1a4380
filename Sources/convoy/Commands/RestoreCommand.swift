import ArgumentParser
import RunStore

extension Convoy {
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
      var deleted: [RunIdentifier] = []
      for run in try runs.map({ try store.resolveDeleted($0.text) }) where !deleted.contains(run) {
        deleted.append(run)
      }
      let names = try store.restore(deleted)
      for name in names { printNote("restored \(name)") }
    }
  }
}
