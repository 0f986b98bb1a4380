import HTTPTypes
import Hummingbird

/// What people see: whatever is not MLflow's interface is asked of `answer`.
struct Pages: Sendable {
  /// Reads and writes.
  let store: StoreAccess
  /// Tells when there is something new to show.
  let changes: ChangeWatch
  /// The version of this program.
  let version: String

  /// The answer to a request that access has been granted to; nil for an address that is no page's.
  /// Security headers are added to it, and an error thrown here becomes JSON of a fitting status.
  func answer(_ request: Request) async throws -> Response? {
    switch (request.method, request.uri.path) {
    case (.get, "/"):
      let authority = request.head.authority ?? "127.0.0.1:5000"
      return Response(
        text: """
          convoy \(version)

          Programs that use MLflow log here with MLFLOW_TRACKING_URI=http://\(authority)

          """)
    default: return nil
    }
  }
}
