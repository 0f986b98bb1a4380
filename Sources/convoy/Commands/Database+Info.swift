import ArgumentParser
import RunStore

extension Convoy.Database {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "info", abstract: "Describe the database.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let info = try store.openForReading().info()
      if output.json { try printJSON(info) } else { printTable(info.table) }
    }
  }
}
