import ArgumentParser
import Foundation
import RunStore

extension Convoy {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the runs, the newest first.",
      discussion: """
        Columns: \(RunColumn.facts.joined(separator: ", ")); params.NAME; metrics.NAME (its last \
        value, as in --where and --sort) and metrics.NAME.first, .last, .min, .max, .best, .count; \
        a bare metric NAME is its best value. With --json each run is complete.
        """)

    @OptionGroup var filter: FilterOption

    @Option(
      help: ArgumentHelp(
        "Sort by a key as filters name it, such as metrics.val_accuracy.best; the greatest first.",
        valueName: "key"))
    var sort: String?

    @Flag(help: "With --sort, the least first.")
    var asc = false

    @Option(
      parsing: .unconditional, help: ArgumentHelp("At most this many runs.", valueName: "n"))
    var limit = 100

    @Option(
      help: ArgumentHelp("Columns, separated by commas.", valueName: "a,b,..."),
      transform: { list in
        list.split(separator: ",", omittingEmptySubsequences: false).map {
          $0.trimmingCharacters(in: .whitespaces)
        }
      })
    var columns: [String] = RunColumn.standard

    @Flag(help: "List the runs in the trash instead.")
    var deleted = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if limit < 1 { throw ValidationError("--limit: \(limit); 1 or more is accepted") }
      if columns.contains("") {
        throw ValidationError("--columns: an empty name; names separated by commas are accepted")
      }
    }

    func run() throws {
      let query = try RunQuery(
        where: filter.filter(), sort: sort.map { try RunSort(parsing: $0, ascending: asc) },
        limit: limit == .max ? limit : limit + 1, deleted: deleted)
      let store = try store.openForReading()
      let found = try store.runs(query)
      try noteUnknownNames(
        [query.filter?.names, query.sort?.names].compactMap { $0 }
          + columns.compactMap(RunColumn.names(in:)), of: store)
      let runs = Array(found.prefix(limit))
      if output.json { return try printJSON(runs) }
      let now = Date()
      let ids = try ShortIdentifiers(runs.map(\.id), in: store, deleted: deleted)
      let columns = try columns.map { try RunColumn(named: $0, in: runs, ids: ids, now: now) }
      if runs.isEmpty { return printNote(deleted ? "The trash is empty." : "No runs.") }
      printTable(
        TextTable(columns.map(\.column), rows: runs.map { run in columns.map { $0.cell(run) } }))
      try noteCrashes(among: runs, of: store, advice: ResumeAdvice(self.store))
      if found.count > limit { printNote("There are more runs than these; see --limit.") }
    }
  }
}
