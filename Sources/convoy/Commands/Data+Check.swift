import ArgumentParser
import Datasets

extension Convoy.Data {
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Read every file of a data set's folder and say what is in it.",
      discussion: """
        The exit status is 65 where a file is wrong, 66 where one is missing, 1 where the files are good but have fewer images \
        than the official ones.
        """)

    @Argument(help: ArgumentHelp("The folder.", valueName: "dir"), completion: .directory)
    var folder: String

    @OptionGroup var output: OutputOptions

    func validate() throws {
      if folder.isEmpty { throw ValidationError("data check: an empty name; a folder is accepted") }
    }

    func run() throws {
      let check = try CIFAR10Check(directory: folder)
      if output.json { try printJSON(check) } else { printLines(check.lines) }
      if let problem = check.problems.first {
        let others = check.problems.count - 1
        throw CommandError(
          check.missing.isEmpty ? .fileIsWrong : .notFound,
          problem + (others > 0 ? " (and \(Format.plural(others, "problem")) more)" : ""))
      }
      if !check.isGood {
        throw CommandError(
          .failed,
          "\(check.folder): incomplete, \(Format.count(check.images)) of "
            + "\(Format.count(CIFAR10.wholeSet)) images; accepted: all of them "
            + "(convoy data fetch cifar10 gets them)")
      }
    }
  }
}
