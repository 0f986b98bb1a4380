import ArgumentParser
import RunStore
import Workbench

extension Convoy {
  struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "watch",
      abstract: "Watch runs while they train, on the whole terminal.",
      discussion: """
        The runs, newest first, with their progress, and the curves of those marked; without marks \
        of the selected one and those running. With a run, that one alone. It only reads the \
        database, and leaves the terminal as it was.

        Keys: arrows or j, k move; space marks; enter opens a run, escape goes back; m, M the next \
        and previous metric; l logarithmic scale; x epochs or time; / filters by a word of the \
        name or an expression as in --where; q quits.
        """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference?

    @Option(
      help: ArgumentHelp("The metric to draw at first.", valueName: "name"),
      completion: .custom(Best.metricNames))
    var metric: String?

    @Flag(help: "Lay its values out by their logarithm.")
    var log = false

    @OptionGroup var filter: FilterOption
    @OptionGroup var store: StoreOptions

    func run() throws {
      let path = store.path
      let store = try store.openForReading()
      _ = try filter.filter(noting: store)
      var state = WatchState()
      state.metric = try metric.map { try known($0, in: store) }
      state.isLog = log
      state.filter = filter.text ?? ""
      if let run = try reference.map({ try store.resolve($0.text) }) {
        state.subject = .single(run)
        state.selected = run
      }
      let loop = WatchLoop(
        store: store, database: path.split(separator: "/").last.map(String.init) ?? path,
        palette: Destination.standardOutput.palette)
      try loop.run(state)
    }

    private func known(_ metric: String, in store: RunStore) throws -> String {
      let names = try store.metricNames()
      if names.contains(metric) { return metric }
      throw CommandError(
        .notFound,
        "metric \"\(metric)\": no run records it; accepted: "
          + (names.isEmpty ? "none, there are no metrics yet" : names.joined(separator: ", ")))
    }
  }
}
