import ArgumentParser
import RunStore

extension Convoy {
  struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "note",
      abstract: "Set the note of a run.", discussion: "An empty TEXT takes the note away.")

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Argument(help: "The new note.")
    var text: String

    @OptionGroup var store: StoreOptions

    func run() throws {
      let store = try store.openForEditing()
      try store.setNote(try store.resolve(reference.text), text)
    }
  }
}
