import ArgumentParser
import Glibc
import RunStore

extension Convoy {
  struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "merge",
      abstract: "Take over the runs of another database.",
      discussion: """
        Runs keep their ids, parameters, curves and weights; equal tensors are stored once. Runs that \
        are here already stay as they are, so merging again changes nothing; an interrupted merge is \
        gone on with by merging again. A run whose name another has here is called NAME-1, NAME-2, … \
        Runs still being recorded, and those in the other's trash, are left out. The other database \
        is only read; an older version of it is brought up to date as a copy.
        """)

    @Argument(
      help: "The other database.", completion: .file(extensions: ["sqlite", "sqlite3", "db"]))
    var other: String

    @Flag(help: "Only say what would be taken over.")
    var dryRun = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      // Before a database is made for nothing.
      if access(other, F_OK) != 0 {
        throw CommandError(
          .notFound, "\(other): no such database; accepted: a store that convoy made")
      }
      let report = try (dryRun ? store.openForReading() : store.openOrCreate())
        .merge(other, dryRun: dryRun)
      if output.json {
        try printJSON(report)
      } else {
        printLines(
          report.taken.map { run in
            run.renamedFrom.map { "\(run.name)  (called \($0) in \(other))" } ?? run.name
          })
      }
      for run in report.differing {
        printNote("run \(run.name): has come further on one side; it stays as it is here")
      }
      for run in report.running {
        printNote("run \(run.name): still being recorded; merge again when it has ended")
      }
      for run in report.damaged {
        printNote("run \(run.name): damaged in \(other), as convoy db check says there; left out")
      }
      printNote(
        "\(dryRun ? "would take" : "took") over \(Format.plural(report.taken.count, "run"))"
          + (report.known > 0 ? "; \(report.known) here already" : ""))
      if !report.damaged.isEmpty {
        throw CommandError(
          .failed,
          "\(other): \(Format.plural(report.damaged.count, "damaged run")); "
            + "the others are taken over")
      }
    }
  }
}
