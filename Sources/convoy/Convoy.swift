import ArgumentParser
import Glibc
import Workbench

/// The command tree. Each command is a nested type in a file of its own.
@main
struct Convoy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convoy",
    abstract: "Train convolutional networks and keep every run.",
    discussion: """
      Runs live in one SQLite file: --db, else $CONVOY_DB, else ./convoy.sqlite. A RUN is a run's \
      name, any unambiguous prefix of its id, @last, or @best:METRIC.

      Exit status: 0 done, 1 the work failed, 64 usage, 65 a file is wrong, 66 not found, 130 \
      interrupted.
      """,
    version: convoyVersion,
    groupedSubcommands: [
      CommandGroup(
        name: "Training",
        subcommands: [
          Run.self, Resume.self, Reproduce.self, Sweep.self, SweepWorker.self,
        ]),
      CommandGroup(
        name: "Reading",
        subcommands: [
          List.self, Show.self, Log.self, Best.self, Effects.self, Compare.self, Plot.self,
          Watch.self, Query.self, Export.self,
          Evaluate.self,
          Predict.self,
        ]),
      CommandGroup(
        name: "Editing",
        subcommands: [
          Tag.self, Note.self, Rename.self, Weights.self, Delete.self, Restore.self, Purge.self,
          Import.self, Merge.self,
        ]),
      CommandGroup(
        name: "Tools",
        subcommands: [
          Summary.self, Data.self, Database.self, Serve.self, Bench.self, Convolve.self,
        ]),
    ])

  static func main() {
    // A closed pipe (`convoy export | head`) ends the program silently, whatever its parent set.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot(parserArguments(CommandLine.arguments.dropFirst()))
      try command.run()
      try flushStandardOutput()
    } catch {
      end(with: error)
    }
  }
}
