import ArgumentParser
import RunStore
import Workbench

extension ExportFormat: ExpressibleByArgument {}

extension Convoy {
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Write every epoch of every metric as CSV or JSON Lines.",
      discussion: """
        One row per value: run_id, run_name, status, tags, started_at, duration_s, epoch, metric, \
        value. With --wide one row per epoch: a column per metric and a column per parameter \
        (param.NAME) instead of the last two. Of runs that are named, --where chooses.
        """)

    @Argument(help: ArgumentHelp("The runs (default: all).", valueName: "run"))
    var references: [RunReference] = []

    @OptionGroup var filter: FilterOption

    @Option(help: "The file's format.")
    var format = ExportFormat.csv

    @Flag(help: "One row per epoch, a column per metric and parameter.")
    var wide = false

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp("The file (default: the standard output).", valueName: "file"),
      completion: .file(extensions: ["csv", "jsonl"]))
    var output: String?

    @OptionGroup var store: StoreOptions

    func run() throws {
      let store = try store.openForReading()
      try noteUnknownMetrics(in: [filter.text], of: store)
      let export = RunExport(store: store, runs: try chosenRuns(in: store))
      let file = try OutputFile(output)
      if wide {
        try export.writeWide(format) { try file.write($0) }
      } else {
        try export.writeLong(format) { try file.write($0) }
      }
      try file.finish()
    }

    /// The runs named, or all; of these the ones that fit `--where`.
    private func chosenRuns(in store: RunStore) throws -> [RunRecord] {
      let filter = try filter.filter()
      if references.isEmpty { return try store.runs(RunQuery(where: filter, limit: .max)) }
      let named = try references.map { try store.run(store.resolve($0.text)) }
      guard let filter else { return named }
      let fitting = Set(try store.runs(RunQuery(where: filter, limit: .max)).map(\.id))
      return named.filter { fitting.contains($0.id) }
    }
  }
}
