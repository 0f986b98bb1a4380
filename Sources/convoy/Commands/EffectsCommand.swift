import ArgumentParser
import RunStore
import Workbench

extension Convoy {
  struct Effects: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "effects",
      abstract: "Tell which hyperparameters a metric depends on, and on which settings.",
      discussion: """
        Over the best value of each run. An effect is what a setting adds against the mean of all runs \
        while the other parameters stay the same, with its 95 % confidence interval; "explained" is \
        the part of the differences between runs that a parameter accounts for. Runs of a sweep, or of \
        one experiment, are worth looking at: choose them by --where.
        """)

    @Argument(
      help: "The metric, such as val_accuracy.", completion: .custom(Best.metricNames))
    var metric: String

    @Flag(help: "Take the least or the greatest value as the best.")
    var direction: Best.Direction?

    @OptionGroup var filter: FilterOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let store = try store.openForReading()
      let effects = try MetricEffects(
        of: metric,
        store.observations(
          of: metric, direction: direction.map { $0 == .min ? .min : .max },
          where: filter.filter(noting: store)))
      if output.json { return try printJSON(effects) }
      effects.notes.forEach { printNote($0) }
      printLine(effects.headline)
      if effects.parameters.isEmpty { return printNote("No parameter differs among these runs.") }
      printLine("")
      printTable(effects.summaryTable)
      printLine("")
      printTable(effects.levelTable)
    }
  }
}
