import ArgumentParser
import RunStore

extension Convoy {
  struct Best: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "best",
      abstract: "Rank runs by the best value any of their epochs reached.",
      discussion: """
        Losses, errors and times are best when least, other metrics when greatest; --min and --max \
        override.
        """)

    @Argument(help: "The metric, such as val_accuracy.", completion: .custom(metricNames))
    var metric: String

    @Flag(help: "Take the least or the greatest value as the best.")
    var direction: Direction?

    @Option(
      name: [.short, .customLong("count")], parsing: .unconditional,
      help: ArgumentHelp("How many runs.", valueName: "n"))
    var number = 10

    @OptionGroup var filter: FilterOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    /// What shells complete; nothing where there is no database that can be read.
    static let metricNames: @Sendable ([String], Int, String) -> [String] = { _, _, _ in
      let store = try? RunStore(path: Surroundings.databasePath, access: .readOnly)
      return (try? store?.metricNames()) ?? []
    }

    enum Direction: String, EnumerableFlag { case min, max }

    func validate() throws {
      if number < 1 { throw ValidationError("-n: \(number); 1 or more is accepted") }
    }

    func run() throws {
      let direction: MetricDirection? = direction.map { $0 == .min ? .min : .max }
      let store = try store.openForReading()
      let ranked = try store.best(
        metric, direction: direction, where: filter.filter(), count: number)
      try noteUnknownMetrics(in: [filter.text], of: store)
      if output.json { return try printJSON(ranked) }
      if ranked.isEmpty { return printNote("No runs.") }
      let ids = try ShortIdentifiers(ranked.map(\.id), in: store)
      var table = TextTable([
        .number("rank"), .text("name"), .text("id"), .text("status"), .number(metric),
        .number("epoch"), .text("tags"),
      ])
      for run in ranked {
        table.append([
          "\(run.rank)", .init(run.name), .init(ids[run.id], style: .quiet),
          .init(run.status.rawValue, style: run.status.style),
          .init(Format.metric(run.value), style: run.rank == 1 ? .good : nil), "\(run.epoch)",
          .init(run.tags.joined(separator: ",")),
        ])
      }
      printTable(table)
    }
  }
}
