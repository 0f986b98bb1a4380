import ArgumentParser
import RunStore

extension Convoy {
  struct Best: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "best",
      abstract: "Rank runs by the best value any of their epochs reached.",
      discussion: """
        Losses, errors and times are best when least, other metrics when greatest; --min and --max \
        override. Equally good runs share a rank. METRIC@N ranks by the value of epoch N.

        --pareto lists the runs that no other run beats in every key: metrics by their best value, \
        facts such as duration_seconds and parameters, or what filters may name; NAME:max or \
        NAME:min says which is better (of facts, parameters and tags the least).
        """)

    @Argument(
      help: "The metric, such as val_accuracy, or val_accuracy@5 for its value at an epoch.",
      completion: .custom(metricNames))
    var metric: String?

    @Flag(help: "Take the least or the greatest value as the best.")
    var direction: Direction?

    @Flag(help: "Rank by the last value.")
    var last = false

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Rank by the epoch that first was as good as this, then by the time it took.",
        valueName: "value"))
    var reach: Double?

    @Option(
      help: ArgumentHelp("List the runs not beaten in every key.", valueName: "key,key,..."))
    var pareto: String?

    @Option(
      name: [.short, .customLong("count")], parsing: .unconditional,
      help: ArgumentHelp("How many runs (default: 10; with --pareto all).", valueName: "n"))
    var number: Int?

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
      if let number, number < 1 { throw ValidationError("-n: \(number); 1 or more is accepted") }
      if (metric == nil) == (pareto == nil) {
        throw ValidationError("best: a metric, or --pareto with its keys, is accepted")
      }
      if pareto != nil, last || reach != nil || direction != nil {
        throw ValidationError(
          "best: --pareto with --last, --reach, --min or --max; KEY:min and KEY:max are accepted")
      }
      if let reach, !reach.isFinite {
        throw ValidationError("--reach: \(reach); a number is accepted")
      }
      if [last, reach != nil, isAtEpoch].count(where: \.self) > 1 {
        throw ValidationError("best: one of --last, --reach and METRIC@N is accepted")
      }
    }

    func run() throws {
      let store = try store.openForReading()
      guard let pareto else { return try rank(in: store) }
      let keys = try RankingKey.list(pareto, source: "--pareto")
      let front = try store.front(keys, where: filter.filter(noting: store))
      try noteUnknownNames(keys.map(\.names), of: store)
      let runs = Array(front.runs.prefix(number ?? .max))
      if output.json { return try printJSON(runs) }
      if front.incomplete > 0 {
        printNote(
          "note: \(Format.plural(front.incomplete, "run")) without a value of each key left out")
      }
      if runs.isEmpty { return printNote("No runs.") }
      printTable(front: runs, by: keys, ids: try ShortIdentifiers(runs.map(\.id), in: store))
    }

    private func rank(in store: RunStore) throws {
      let (name, measure) = measured
      let direction: MetricDirection? = direction.map { $0 == .min ? .min : .max }
      let count = number ?? 10
      let ranked = try store.best(
        name, by: measure, direction: direction, where: filter.filter(noting: store),
        count: count == .max ? count : count + 1)
      let runs = Array(ranked.prefix(count))
      if output.json { return try printJSON(runs) }
      if runs.isEmpty { return printNote(noRuns(of: name, by: measure)) }
      printTable(
        ranked: runs, by: measure, of: name, ids: try ShortIdentifiers(runs.map(\.id), in: store))
      if runs.last?.rank == ranked.dropFirst(count).first?.rank {
        printNote("There are more runs of that rank; see -n.")
      }
    }

    private func noRuns(of name: String, by measure: BestMeasure) -> String {
      switch measure {
      case .epoch(let epoch): "No runs with \(name) in epoch \(epoch)."
      case .reaching(let value): "No runs whose \(name) reached \(value)."
      case .best, .last: "No runs."
      }
    }

    /// The metric's name and what of it counts.
    private var measured: (String, BestMeasure) {
      let metric = metric ?? ""
      if let reach { return (metric, .reaching(reach)) }
      if isAtEpoch, let at = metric.lastIndex(of: "@"), let epoch = Int(metric[at...].dropFirst()) {
        return (String(metric[..<at]), .epoch(epoch))
      }
      return (metric, last ? .last : .best)
    }

    private var isAtEpoch: Bool { metric?.wholeMatch(of: #/.+@[0-9]{1,9}/#) != nil }
  }
}
