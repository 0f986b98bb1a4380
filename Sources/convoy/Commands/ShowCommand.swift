import ArgumentParser
import Foundation
import RunStore

extension Convoy {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show everything about a run.")

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let store = try store.openForReading()
      let run = try store.run(try store.resolve(reference.text, includingDeleted: true))
      if output.json { return try printJSON(run) }
      let text = RunText(
        run: run, children: try store.children(of: run.id, limit: RunText.mostChildren + 1),
        isLivenessKnown: try !store.runsOfUnknownLiveness().contains(run.id),
        advice: ResumeAdvice(self.store), now: Date())
      printLines(text.lines(for: .standardOutput))
    }
  }
}
