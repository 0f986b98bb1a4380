import ArgumentParser
import RunStore
import Workbench

extension Convoy {
  struct Query: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "query",
      abstract: "Ask the store in SQL.",
      discussion: """
        One SELECT over the views runs, params, metrics, metric_summaries, tags, checkpoints, sweeps and \
        trials; docs/schema.md describes them. It cannot write.
        """)

    @Argument(help: ArgumentHelp("The statement.", valueName: "sql"))
    var sql: String

    @Option(
      parsing: .unconditional, help: ArgumentHelp("At most this many rows.", valueName: "n"))
    var limit = 1000

    @Flag(help: "Print CSV instead of a table.")
    var csv = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if limit < 1 { throw ValidationError("--limit: \(limit); 1 or more is accepted") }
      if csv, output.json { throw ValidationError("--csv: with --json; one of them is accepted") }
    }

    func run() throws {
      let result = try store.openForReading().query(sql, limit: limit)
      if output.json {
        try printJSON(result)
      } else if csv {
        printBytes(result.csv)
      } else if result.rows.isEmpty {
        printNote("No rows.")
      } else {
        printTable(result.table)
      }
      if result.isCut { printNote("There are more rows than these; see --limit.") }
    }
  }
}

extension QueryResult {
  /// A column of numbers alone is one of numbers.
  fileprivate var table: TextTable {
    TextTable(
      columns.enumerated().map { index, name in
        let isText = rows.contains {
          switch $0[index] {
          case .text, .bytes: true
          case .null, .integer, .real: false
          }
        }
        return isText ? .text(name) : .number(name)
      },
      rows: rows.map { $0.map { .init($0 == .null ? "–" : $0.description) } })
  }
}
