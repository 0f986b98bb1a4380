import ArgumentParser
import Foundation
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
        (param.NAME) instead of the last two. Of runs that are named, --where and --since choose. \
        JSON Lines say all of a run in its first row; "convoy import" reads either format back.
        """)

    @Argument(help: ArgumentHelp("The runs (default: all).", valueName: "run"))
    var references: [RunReference] = []

    @OptionGroup var filter: FilterOption

    @Option(
      help: ArgumentHelp(
        """
        Only runs that began at a time (UTC: 2026-11-23, 2026-11-23T05:33) or later, or at most so \
        long ago (90m, 12h, 7d, 2w).
        """,
        valueName: "when"))
    var since: Since?

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
      let export = RunExport(store: store, runs: try chosenRuns(in: store), format: format)
      let file = try OutputFile(output)
      let damaged =
        try wide
        ? export.writeWide { try file.write($0) } : export.writeLong { try file.write($0) }
      try file.finish()
      for run in damaged { printNote("run \(run): lies on damaged pages; not exported in whole") }
      if !damaged.isEmpty {
        throw CommandError(
          .failed,
          "\(store.path): \(Format.plural(damaged.count, "run")) on damaged pages; "
            + "the others are exported")
      }
    }

    /// The runs named, or all; of these the ones that fit `--where` and `--since`.
    private func chosenRuns(in store: RunStore) throws -> [RunIdentifier] {
      let query = try RunQuery(
        where: filter.filter(noting: store), limit: .max, since: since?.date(now: Date()))
      if references.isEmpty { return try store.identifiers(query) }
      let named = try references.map { try store.resolve($0.text) }
      if query.filter == nil && query.since == nil { return named }
      let fitting = Set(try store.identifiers(query))
      return named.filter(fitting.contains)
    }
  }
}
