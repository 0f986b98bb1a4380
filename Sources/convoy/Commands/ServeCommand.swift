import ArgumentParser
import Dispatch
import Foundation
import Glibc
import Synchronization
import TrackingServer
import Workbench

extension Convoy {
  struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "serve",
      abstract: "Serve the runs to browsers and to MLflow's clients.",
      discussion: """
        Programs that log with MLflow do so here when MLFLOW_TRACKING_URI is the address this \
        prints; their runs are listed, filtered, compared and exported like any others. Other \
        machines reach the server with another --host, and then need a token: --token-file, else \
        $CONVOY_TOKEN. Ctrl-C ends it after the requests at hand.
        """)

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The port to listen on; 0 for any free one.", valueName: "n"))
    var port = 5000

    @Flag(help: "Refuse every change.")
    var readOnly = false

    @Option(
      help: ArgumentHelp(
        "A file with the token that clients must show.", valueName: "file"),
      completion: .file())
    var tokenFile: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
      if !(0...65_535).contains(port) {
        throw ValidationError("--port: \(port); 0 to 65535 is accepted")
      }
    }

    func run() throws {
      let server = try TrackingServer(
        ServerSettings(
          databasePath: store.path, host: host, port: port, isReadOnly: readOnly,
          token: try token(), version: convoyVersion,
          evaluator: RunEvaluator(data: data.location)))
      // A client that goes away in the middle of an answer is no reason to end.
      signal(SIGPIPE, SIG_IGN)
      let host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
      let outcome = Mutex<Result<Void, any Error>>(.success(()))
      let end = DispatchSemaphore(value: 0)
      Task {
        do {
          try await server.run { port in
            printNote("Serving \(store.path) at http://\(host):\(port) (Ctrl-C ends it).")
          }
        } catch {
          outcome.withLock { $0 = .failure(error) }
        }
        end.signal()
      }
      end.wait()
      try outcome.withLock { try $0.get() }
    }

    private func token() throws -> String? {
      guard let tokenFile else { return Surroundings.variable("CONVOY_TOKEN") }
      guard let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
        throw CommandError(
          .notFound, "--token-file: \(tokenFile): cannot be read; a file with the token is accepted"
        )
      }
      let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
      if token.isEmpty {
        throw CommandError(.fileIsWrong, "--token-file: \(tokenFile): empty; a token is accepted")
      }
      return token
    }
  }
}
