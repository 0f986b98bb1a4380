import ArgumentParser
import RunStore

extension Convoy {
  struct Database: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "db", abstract: "Look after the database.",
      subcommands: [Info.self, Check.self, Backup.self])
  }
}

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

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Check the database: its structure, its sums, its tensors' digests.",
      discussion: "Prints one line per problem; the exit status is 1 where there is one.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let problems = try store.openForReading().check()
      if output.json { try printJSON(problems) } else { printLines(problems) }
      if !problems.isEmpty {
        throw CommandError(
          .failed, "\(store.path): \(Format.plural(problems.count, "problem")); none is accepted")
      }
      printNote("\(store.path): no problems")
    }
  }

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
