import ArgumentParser

extension Convoy {
  struct Weights: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "weights",
      abstract: "List, export and import weights.",
      subcommands: [List.self, Export.self, Import.self])
  }
}
