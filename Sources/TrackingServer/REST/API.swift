import RunStore

/// MLflow's REST interface (version 2.0 of it) over the store: a request's fields in, JSON out.
struct API: Sendable {
  let store: StoreAccess
  let now: @Sendable () -> Timestamp

  typealias Handler = @Sendable (Fields) async throws -> [UInt8]

  enum Method { case get, post }

  /// Everything below `/api/2.0/mlflow/`.
  var endpoints: [(Method, String, Handler)] {
    [
      (.post, "experiments/create", createExperiment),
      (.get, "experiments/get", experiment),
      (.get, "experiments/get-by-name", experimentByName),
      (.get, "experiments/search", searchExperiments),
      (.post, "experiments/search", searchExperiments),
      (.post, "experiments/update", renameExperiment),
      (.post, "experiments/delete", deleteExperiment),
      (.post, "experiments/restore", restoreExperiment),
      (.post, "experiments/set-experiment-tag", setExperimentTag),
      (.post, "runs/create", createRun),
      (.get, "runs/get", run),
      (.post, "runs/update", updateRun),
      (.post, "runs/delete", deleteRun),
      (.post, "runs/restore", restoreRun),
      (.post, "runs/search", searchRuns),
      (.post, "runs/log-metric", logMetric),
      (.post, "runs/log-parameter", logParameter),
      (.post, "runs/log-batch", logBatch),
      (.post, "runs/set-tag", setTag),
      (.post, "runs/delete-tag", deleteTag),
      (.post, "runs/log-inputs", ignored),
      (.post, "runs/outputs", ignored),
      (.post, "runs/log-model", ignored),
      (.get, "metrics/get-history", history),
      (.get, "metrics/get-history-bulk", historyBulk),
      (.get, "metrics/get-history-bulk-interval", historyInterval),
      (.get, "artifacts/list", listArtifacts),
    ]
  }

  static let empty = Array("{}".utf8)

  /// What a store like this has nothing to say to, and clients need no answer but this.
  @Sendable func ignored(_ fields: Fields) async throws -> [UInt8] { API.empty }

  static func json(_ body: (inout JSONWriter) throws -> Void) rethrows -> [UInt8] {
    var writer = JSONWriter()
    try writer.object(body)
    return writer.bytes
  }
}
