import ArgumentParser
import RunStore

extension Convoy.Database {
  struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "backup",
      abstract: "Copy the database to a new file.",
      discussion: "The copy is consistent, even while a run is being recorded.")

    @Argument(help: "The new file.", completion: .file(extensions: ["sqlite"]))
    var file: String

    @OptionGroup var store: StoreOptions

    func run() throws {
      try store.openForReading().backup(to: file)
      printNote("\(store.path): copied to \(file)")
    }
  }
}
