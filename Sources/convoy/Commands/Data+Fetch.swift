import ArgumentParser
import Datasets

extension Convoy.Data {
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
      if from == "" {
        throw ValidationError("--from: an empty name; an archive or a folder is accepted")
      }
      if name != "cifar10" {
        throw ValidationError("data fetch: no set \"\(name)\"; cifar10 is accepted")
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
