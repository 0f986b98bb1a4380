import ArgumentParser
import RunStore

extension Convoy {
  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename", abstract: "Give a run another name.")

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Argument(help: "The new name, which no other run has.")
    var name: String

    @OptionGroup var store: StoreOptions

    func run() throws {
      let store = try store.openForEditing()
      try store.rename(try store.resolve(reference.text), to: name)
    }
  }
}
