import ArgumentParser
import RunStore

extension Convoy.Database {
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Check the database: its structure, its sums, its tensors' digests.",
      discussion: """
        Prints one line per problem, with the run, checkpoint and tensor it concerns; the exit status \
        is 1 where there is one. With --repair it copies the database to PATH.before-repair and mends \
        what follows from the rest: indexes, summaries of metrics, marks of best checkpoints, rows \
        whose run is gone, tensors that nothing uses. From a file with damaged pages "convoy merge" \
        takes over the runs that can be read.
        """)

    @Flag(help: "Mend what can be derived, and say what.")
    var repair = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let problems: [StoreProblem]
      if repair {
        let report = try store.openForEditing().repair()
        problems = report.left
        if let copy = report.copy { printNote("\(store.path): copied to \(copy)") }
        if output.json {
          try printJSON(report)
        } else {
          printLines(report.repaired.map { "repaired: \($0)" } + problems.map(\.description))
        }
      } else {
        problems = try store.openForReading().check()
        if output.json { try printJSON(problems) } else { printLines(problems.map(\.description)) }
      }
      if !problems.isEmpty {
        throw CommandError(
          .failed, "\(store.path): \(Format.plural(problems.count, "problem")); none is accepted")
      }
      printNote("\(store.path): no problems")
    }
  }
}
