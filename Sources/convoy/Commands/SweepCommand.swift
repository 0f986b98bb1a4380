import ArgumentParser
import ConvEngine
import Foundation
import RunStore
import Search
import Training
import Workbench

extension Convoy {
  struct Sweep: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sweep",
      abstract: "Train an experiment in many configurations and rank them.",
      discussion: """
        The file names an experiment and the values to try; docs/sweeps.md describes it. Workers, \
        processes that share the cores, take one trial after the other from the plan in the database. A \
        finished run with the same settings and data is used instead of being trained again. Ctrl-C gives \
        back the trials at hand and prints the command that goes on with them. At the end the trials are \
        printed, the best first.
        """)

    @Argument(help: "The sweep file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Processes that train at the same time.", valueName: "n"))
    var workers = 1

    @Flag(help: "Go on with the newest sweep of the file's name.")
    var resume = false

    @Flag(help: "Train configurations of which there is a finished run, too.")
    var rerun = false

    @Flag(help: "Show no progress.")
    var quiet = false

    @OptionGroup var data: DataOptions
    @OptionGroup var threading: ThreadOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if !(1...1024).contains(workers) {
        throw ValidationError("--workers: \(workers); 1 to 1024 are accepted")
      }
    }

    func run() throws {
      let spec = try SweepSpec(contentsOf: file)
      let session =
        resume
        ? try SweepSession(resuming: spec, in: store.openForEditing())
        : try SweepSession(
          beginning: spec, in: store.openOrCreate(), data: data.location, at: Date())
      let cores = ExecutionOptions(threads: threading.threads).threads
      let threads = LocalExecutor.threads(cores: cores, workers: workers)
      if threads.count < workers, !quiet {
        printNote("note: \(threads.count) of \(workers) workers: one for each of \(cores) cores")
      }
      var executor = LocalExecutor(
        program: "/proc/self/exe", arguments: workerArguments(session.sweep), threads: threads)
      var display = SweepDisplay(
        session.sweep, most: spec.strategy.learns ? spec.trials : nil, destination: .standardError)
      Interruption.beginWatching()
      let outcome = try session.run(
        with: &executor, workers: threads.count, shouldStop: { Interruption.isRequested }
      ) { event in
        if case .said(let line) = event { return display.note(line) }
        if !quiet { display.show(event) }
      }
      display.finish()
      let report = try session.report()
      if output.json { try printJSON(report) } else { printTable(report.table) }
      switch outcome {
      case .finished:
        if report.best == nil {
          throw CommandError(.failed, "\(spec.name): no trial came to a value of \(spec.metric)")
        }
      case .stopped:
        try flushStandardOutput()
        printNote("\(spec.name): interrupted; to go on: \(resumeCommand)")
        throw ExitCode(ExitStatus.interrupted.rawValue)
      case .failed(let status, let words):
        throw CommandError(ExitStatus(rawValue: status) ?? .failed, words)
      }
    }

    private func workerArguments(_ sweep: SweepRecord) -> [String] {
      ["sweep-worker", sweep.id.text, "--db", store.path] + dataArguments
        + (rerun ? ["--rerun"] : [])
    }

    private var dataArguments: [String] { data.folder.map { ["--data", $0] } ?? [] }

    /// What goes on with the sweep, as a shell reads it.
    private var resumeCommand: String {
      var words = ["convoy", "sweep", file, "--resume"]
      if workers != 1 { words += ["--workers", "\(workers)"] }
      if let threads = threading.threads { words += ["--threads", "\(threads)"] }
      if rerun { words.append("--rerun") }
      if let path = store.givenPath { words += ["--db", path] }
      return (words + dataArguments).map(shellQuoted).joined(separator: " ")
    }
  }
}
