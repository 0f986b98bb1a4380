import ArgumentParser
import RunStore

extension Convoy.Database {
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
}
