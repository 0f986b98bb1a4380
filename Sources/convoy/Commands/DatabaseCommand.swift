import ArgumentParser

extension Convoy {
  struct Database: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "db", abstract: "Look after the database.",
      subcommands: [Info.self, Check.self, Backup.self])
  }
}
