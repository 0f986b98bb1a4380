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
      let names = try store.restore(try runs.map { try store.resolveDeleted($0.text) })
      for name in names { printNote("restored \(name)") }
    }
  }
}
