import ArgumentParser
import RunStore
import Workbench

extension Convoy {
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compare",
      abstract: "Show runs side by side: what differs, and what each reached.",
      discussion: """
        First the parameters and facts that differ, then each metric's last value and its best \
        with the epoch it was reached in.
        """)

    @Argument(help: ArgumentHelp("The runs, two or more.", valueName: "run"))
    var references: [RunReference]

    @Flag(help: "Show the parameters and facts the runs share, too.")
    var all = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if references.count < 2 { throw ValidationError("compare: 1 run; 2 or more are accepted") }
    }

    func run() throws {
      let store = try store.openForReading()
      let runs = try references.map { try store.run(store.resolve($0.text)) }
      let comparison = try RunComparison(of: runs, all: all)
      if output.json { return try printJSON(comparison) }
      printLines(comparison.lines(for: .standardOutput))
      for warning in comparison.warnings { printNote("note: " + warning) }
    }
  }
}
