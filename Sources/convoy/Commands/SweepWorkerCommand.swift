import ArgumentParser
import ConvEngine
import Glibc
import RunStore
import Workbench

extension Convoy {
  struct SweepWorker: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sweep-worker",
      abstract: "Train trials of a sweep until none is left.",
      discussion: """
        What "convoy sweep" starts; any number of workers may be started beside it, on any machine that \
        shares the database. A worker whose standard error nobody reads any more ends.
        """)

    @Argument(help: "The sweep's id, or its name for the newest of that name.")
    var sweep: String

    @Flag(help: "Train configurations of which there is a finished run, too.")
    var rerun = false

    @OptionGroup var data: DataOptions
    @OptionGroup var threading: ThreadOption
    @OptionGroup var store: StoreOptions

    func run() throws {
      let store = try self.store.openForEditing()
      let worker = try Workbench.SweepWorker(
        of: id(in: store), in: store,
        options: LaunchOptions(
          data: data.location, execution: ExecutionOptions(threads: threading.threads),
          commandLine: ["convoy"] + CommandLine.arguments.dropFirst()),
        isRerunning: rerun)
      Interruption.beginWatching()
      try worker.run(
        shouldStop: { Interruption.isRequested || Self.isUnheard(within: 0) },
        wait: { _ = Self.isUnheard(within: 200) }, onNote: { printNote("note: " + $0) })
      if Interruption.isRequested { throw ExitCode(ExitStatus.interrupted.rawValue) }
    }

    private func id(in store: RunStore) throws -> RunIdentifier {
      if let id = RunIdentifier(sweep) { return id }
      guard let found = try store.sweep(named: sweep) else {
        throw CommandError(
          .notFound, "sweep \"\(sweep)\": no such sweep; accepted: the name or the id of one")
      }
      return found.id
    }

    /// Whether whoever read the standard error is gone, waiting for that so many milliseconds.
    private static func isUnheard(within limit: Int32) -> Bool {
      var end = pollfd(fd: STDERR_FILENO, events: 0, revents: 0)
      return poll(&end, 1, limit) > 0
    }
  }
}
