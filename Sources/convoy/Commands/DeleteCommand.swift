import ArgumentParser
import Glibc
import RunStore

extension Convoy {
  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete",
      abstract: "Move runs to the trash.",
      discussion: """
        Their names are free at once. "convoy restore" brings them back, "convoy list --deleted" \
        shows them, "convoy purge" gives their space back for good. With --where the runs that fit \
        are counted first: on a terminal the command asks, elsewhere it wants --yes.
        """)

    @Argument(help: ArgumentHelp("The runs.", valueName: "run"))
    var references: [RunReference] = []

    @OptionGroup var filter: FilterOption

    @Flag(name: .shortAndLong, help: "With --where, do not ask.")
    var yes = false

    @OptionGroup var store: StoreOptions

    func validate() throws {
      if references.isEmpty, filter.text == nil {
        throw ValidationError("delete: no run; runs or --where are accepted")
      }
    }

    func run() throws {
      let store = try store.openForEditing()
      let runs = Set(try filter.runs(named: references, in: store, most: .max - 1))
      if filter.text != nil {
        if runs.isEmpty { return printNote("No runs.") }
        guard try isConfirmed(runs.count) else { return printNote("nothing moved") }
      }
      try store.delete(Array(runs))
      printNote("moved \(Format.plural(runs.count, "run")) to the trash")
    }

    private func isConfirmed(_ count: Int) throws -> Bool {
      if yes { return true }
      let runs = Format.plural(count, "run")
      guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
        throw CommandError(.usage, "delete: \(runs) would go to the trash; accepted: --yes")
      }
      printNote("Move \(runs) to the trash? [y/N] ", terminator: "")
      return ["y", "yes"].contains(readLine()?.lowercased())
    }
  }
}
