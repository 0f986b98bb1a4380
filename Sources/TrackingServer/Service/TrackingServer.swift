import Foundation
import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
package import RunStore

/// One process that serves a store: pages for people, MLflow's REST interface for programs.
package struct TrackingServer: Sendable {
  /// How long a connection is kept on which nothing happens, how long the head of a request may take, and
  /// how long the rest of one that is answered already.
  var idleTimeout: Duration = .seconds(60)

  private let settings: ServerSettings
  private let store: StoreAccess
  private let site: Site

  /// Opens the store.
  /// - Parameter now: the clock.
  package init(
    _ settings: ServerSettings,
    now: @escaping @Sendable () -> Timestamp = { Timestamp(Date()) }
  ) throws {
    self.settings = settings
    // Before the database is made: a server that must not run leaves nothing.
    _ = try AccessPolicy(host: settings.host, token: settings.token)
    store = try StoreAccess(path: settings.databasePath, isReadOnly: settings.isReadOnly)
    site = try Site(settings: settings, store: store, now: now)
  }

  /// Serves until the process is asked to end (SIGINT, SIGTERM) or the task is cancelled; requests that
  /// are being answered are answered.
  /// - Parameter isReady: called with the port once clients can connect.
  package func run(isReady: @escaping @Sendable (_ port: Int) -> Void) async throws {
    let settings = settings
    var logger = Logger(label: "convoy")
    logger.logLevel = .critical
    let patience = TimeAmount(idleTimeout)
    let application = Application(
      responder: site,
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [LeftoverDeadline(patience: patience)],
          idleTimeout: patience,
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port), serverName: "convoy", backlog: 1024,
        availableConnectionsDelegate: MaximumAvailableConnections(
          TrackingServer.raiseConnectionLimit())),
      onServerRunning: { channel in isReady(channel.localAddress?.port ?? settings.port) },
      logger: logger)
    if !store.isReadOnly {
      let yesterday = Timestamp(Date(timeIntervalSinceNow: -86_400))
      try await store.write { try $0.cancelArtifacts(before: yesterday) }
    }
    do {
      try await application.runService()
    } catch let error as IOError {
      throw ServerError.cannotListen(
        host: settings.host, port: settings.port,
        reason: String(cString: strerror(error.errnoCode)))
    }
  }

  /// How many connections are held at once: as many as the kernel lets a process have, up to 20,000; a
  /// hundred descriptors are for the database and for us.
  private static func raiseConnectionLimit() -> Int {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = min(limit.rlim_max, 20_100)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return max(16, Int(limit.rlim_cur) - 100)
  }
}
