import ArgumentParser
import Datasets

extension Convoy {
  struct Data: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "data",
      abstract: "List, check and fetch data sets.",
      subcommands: [List.self, Check.self, Fetch.self])
  }
}

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

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Read every file of a data set's folder and say what is in it.",
      discussion: "The exit status is 65 where a file is wrong.")

    @Argument(help: ArgumentHelp("The folder.", valueName: "dir"), completion: .directory)
    var folder: String

    @OptionGroup var output: OutputOptions

    func run() throws {
      let check = try CIFAR10Check(directory: folder)
      if output.json { try printJSON(check) } else { printLines(check.lines) }
      if let problem = check.problems.first {
        let others = check.problems.count - 1
        throw CommandError(
          .fileIsWrong,
          problem + (others > 0 ? " (and \(Format.plural(others, "problem")) more)" : ""))
      }
    }
  }

  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fetch",
      abstract: "Fetch a data set into the data folder.",
      discussion: """
        The official archive is downloaded (an interrupted download goes on where it stopped), its \
        digest checked, its files unpacked and checked. Prints the folder.
        """)

    @Argument(help: "The data set: cifar10.", completion: .list(["cifar10"]))
    var name: String

    @Option(
      help: ArgumentHelp("Take this archive or folder instead.", valueName: "dir-or-archive"),
      completion: .file())
    var from: String?

    @OptionGroup var data: DataOptions

    func validate() throws {
      if name != "cifar10" {
        throw ValidationError("\"\(name)\": no such set; cifar10 is accepted")
      }
    }

    func run() throws {
      let fetch = DatasetFetch(into: data.location)
      var display = FetchDisplay(destination: .standardError)
      let report =
        try from.map { path throws(FetchError) in
          try fetch.take(from: path, onEvent: { display.show($0) })
        } ?? fetch.download(onEvent: { display.show($0) })
      display.finish(report)
      printLine(report.folder)
    }
  }
}
