import ArgumentParser
import RunStore
import Workbench

extension Convoy {
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compare",
      abstract: "Show runs side by side: what differs, and what each reached.",
      discussion: """
        First the parameters, facts and layers that differ, then each metric's last value and its best \
        with the epoch it was reached in. Runs are named, chosen by --where, or both.
        """)

    @Argument(help: ArgumentHelp("The runs, two or more.", valueName: "run"))
    var references: [RunReference] = []

    @OptionGroup var filter: FilterOption

    @Flag(help: "Show the parameters, facts and layers the runs share, too.")
    var all = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if references.count < 2, filter.text == nil || references.count == 1 {
        throw ValidationError(
          "compare: \(Format.plural(references.count, "run")); 2 or more are accepted")
      }
    }

    /// The most runs that `--where` alone may choose: more columns cannot be read.
    private static let most = 10

    func run() throws {
      let store = try store.openForReading()
      let runs = try filter.runs(named: references, in: store, most: Self.most)
      let comparison = try RunComparison(of: runs, in: store, all: all)
      if output.json { return try printJSON(comparison) }
      printLines(comparison.lines(for: .standardOutput))
      for warning in comparison.warnings { printNote("note: " + warning) }
    }
  }
}
