import ArgumentParser

extension Convoy {
  struct Data: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "data",
      abstract: "List, check and fetch data sets.",
      subcommands: [List.self, Check.self, Fetch.self])
  }
}
