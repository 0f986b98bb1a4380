import ArgumentParser
import RunStore
import Workbench

extension Convoy {
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Record the runs of files that other programs, or \"convoy export\", wrote.",
      discussion: """
        Accepted are CSV and JSON Lines of "convoy export" (long or wide), an MLflow database \
        (mlflow.db), a TensorBoard event file, and a folder of these, in which each folder is a run. \
        Runs keep their ids where the file has them, so importing again changes nothing. A run whose \
        name another has here is called NAME-1, NAME-2, … A file that is wrong is refused with its \
        line or byte. Prints the names of the runs that came.
        """)

    @Argument(
      help: "The files or folders.", completion: .file(extensions: ["csv", "jsonl", "db"]))
    var files: [String]

    @Option(
      help: ArgumentHelp(
        "The experiment of runs whose file names none (default: the file's name).",
        valueName: "name"))
    var experiment: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      // Before a database is made for nothing.
      for file in files { try RunImport.requireFile(file) }
      let importer = RunImport(store: try store.openOrCreate(), experiment: experiment)
      var all = ImportReport()
      for file in files {
        let report = try importer.run(file)
        if !output.json {
          printLines(
            report.taken.map { run in
              run.renamedFrom.map { "\(run.name)  (called \($0) in \(file))" } ?? run.name
            })
        }
        for note in report.notes { printNote("\(file): \(note)") }
        all.taken += report.taken
        all.known += report.known
        all.notes += report.notes
      }
      if output.json { try printJSON(all) }
      printNote(
        "imported \(Format.plural(all.taken.count, "run"))"
          + (all.known > 0 ? "; \(all.known) here already" : ""))
    }
  }
}
