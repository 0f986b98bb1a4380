import ArgumentParser
import Foundation
import RunStore

extension Convoy {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show everything about a run.",
      discussion: """
        With --experiment or --diff it prints a text kept with the run instead, letter for letter.
        """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Flag(help: "Print the experiment file as it was run; \"convoy run\" on it repeats the run.")
    var experiment = false

    @Flag(help: "Print how the code differed from its commit, as git diff says it.")
    var diff = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if [experiment, diff, output.json].count(where: { $0 }) > 1 {
        throw ValidationError("show: two of --experiment, --diff and --json; one is accepted")
      }
    }

    func run() throws {
      let store = try store.openForReading()
      let run = try store.run(try store.resolve(reference.text, includingDeleted: true))
      if experiment { return try printExperiment(of: run, in: store) }
      if diff { return try printDiff(of: run, in: store) }
      if output.json { return try printJSON(run) }
      let text = RunText(
        run: run, children: try store.children(of: run.id, limit: RunText.mostChildren + 1),
        isLivenessKnown: try !store.runsOfUnknownLiveness().contains(run.id),
        advice: ResumeAdvice(self.store), now: Date())
      printLines(text.lines(for: .standardOutput))
    }
  }
}

extension Convoy.Show {
  private func printExperiment(of run: RunRecord, in store: RunStore) throws {
    let text = try store.experimentText(of: run.id)
    guard !text.isEmpty else {
      throw CommandError(
        .notFound, "\(run.name): its experiment is not known; accepted: a run that convoy trained")
    }
    printText(text)
  }

  private func printDiff(of run: RunRecord, in store: RunStore) throws {
    guard let diff = try store.codeDiff(of: run.id) else {
      return printNote("\(run.name): no changes were recorded")
    }
    printText(diff.text)
    if diff.isCut {
      printNote(
        "\(run.name): the first \(Format.bytes(diff.text.utf8.count)) of "
          + Format.bytes(diff.bytes))
    }
  }
}
