import ArgumentParser
import RunStore

extension Convoy {
  struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "log",
      abstract: "Show what happened to a run, the oldest first.",
      discussion: "Its life (created, resumed, how it ended) and every edit.")

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Only the newest so many events.", valueName: "n"))
    var limit = 10_000

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if limit < 1 { throw ValidationError("--limit: \(limit); 1 or more is accepted") }
    }

    func run() throws {
      let store = try store.openForReading()
      let run = try store.resolve(reference.text, includingDeleted: true)
      let events = try store.events(of: run, limit: limit)
      if output.json { return try printJSON(events) }
      printTable(
        TextTable(
          [.text("time"), .text("event"), .text("detail")],
          rows: events.map {
            [
              .init(Format.moment($0.at.date)), .init($0.kind.rawValue),
              .init($0.detail.singleLine),
            ]
          }))
    }
  }
}
