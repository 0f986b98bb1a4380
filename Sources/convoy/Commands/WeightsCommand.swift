import ArgumentParser

extension Convoy {
  struct Weights: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "weights",
      abstract: "List, show, export and import weights.",
      subcommands: [List.self, Show.self, Export.self, Import.self])
  }
}
