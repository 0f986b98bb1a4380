package import Workbench

/// What a server is asked to do.
package struct ServerSettings: Sendable {
  /// The database; made where it is missing, unless `isReadOnly`.
  package var databasePath: String
  /// The address to listen on.
  package var host: String
  /// 0 for any free one.
  package var port: Int
  /// Whether every change is refused.
  package var isReadOnly: Bool
  /// What clients must show; nil for none, which needs a loopback address.
  package var token: String?
  /// The version of this program.
  package var version: String
  /// Tries runs' weights on pictures when somebody asks for it.
  package var evaluator: RunEvaluator

  package init(
    databasePath: String, host: String = "127.0.0.1", port: Int = 5000, isReadOnly: Bool = false,
    token: String? = nil, version: String, evaluator: RunEvaluator = RunEvaluator()
  ) {
    self.databasePath = databasePath
    self.host = host
    self.port = port
    self.isReadOnly = isReadOnly
    self.token = token
    self.version = version
    self.evaluator = evaluator
  }
}

/// Why a server does not run.
package enum ServerError: Error, CustomStringConvertible {
  /// An address that others reach, without a token.
  case tokenMissing(host: String)
  /// The address is taken, or none of this machine's.
  case cannotListen(host: String, port: Int, reason: String)

  /// One line: where, what was found, what is accepted.
  package var description: String {
    switch self {
    case .tokenMissing(let host):
      "--host: \(host) is reached from other machines; accepted: with a token "
        + "($CONVOY_TOKEN or --token-file), or 127.0.0.1 without"
    case .cannotListen(let host, let port, let reason):
      "\(host):\(port): cannot be listened on (\(reason)); accepted: a free --port"
    }
  }
}
