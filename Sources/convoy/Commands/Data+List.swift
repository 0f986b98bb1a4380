import ArgumentParser
import Datasets

extension Convoy.Data {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the data sets an experiment can name, and where they are.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let sets = DatasetListing.all(in: data.location)
      if output.json { return try printJSON(sets) }
      var table = TextTable([
        .text("name"), .number("classes"), .number("train"), .number("test"),
        .text("what and where"),
      ])
      for set in sets {
        table.append([
          .init(set.name), .init(String(set.classes)), .init(set.train.map(Format.count) ?? "–"),
          .init(set.test.map(Format.count) ?? "–"),
          .init(set.about + (set.path.map { "; " + $0 } ?? "")),
        ])
      }
      printTable(table)
      for problem in sets.compactMap(\.problem) { printNote("note: " + problem) }
    }
  }
}
