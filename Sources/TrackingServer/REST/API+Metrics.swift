import RunStore

extension API {
  @Sendable func history(_ fields: Fields) async throws -> [UInt8] {
    let run = try fields.run()
    let name = try fields.required("metric_key")
    let count = try fields.maximum(default: Limits.historyResults, most: Limits.historyResults)
    let offset = try fields.offset()
    return try await store.read { store in
      let points = try store.loggedHistory(of: run, metric: name, limit: count + 1, offset: offset)
      return API.json { writer in
        writer.name("metrics")
        writer.array(points.prefix(count)) { writer, point in
          writer.object { API.members(of: point, &$0) }
        }
        if points.count > count {
          writer.member("next_page_token", PageToken.token(offset: offset + count))
        }
      }
    }
  }

  @Sendable func historyBulk(_ fields: Fields) async throws -> [UInt8] {
    let runs = try API.runs(of: fields, "run_id")
    let name = try fields.required("metric_key")
    let count = try fields.maximum(default: Limits.historyResults, most: Limits.historyResults)
    return try await store.read { store in
      var points: [(RunIdentifier, LoggedMetric)] = []
      for run in runs where points.count < count {
        points += try store.loggedHistory(
          of: run, metric: name, limit: count - points.count, offset: 0
        ).map { (run, $0) }
      }
      return API.json(points)
    }
  }

  /// At most `max_results` values of each run, evenly taken from the steps asked for.
  @Sendable func historyInterval(_ fields: Fields) async throws -> [UInt8] {
    let runs = try API.runs(of: fields, "run_ids")
    let name = try fields.required("metric_key")
    let first = try fields.integer("start_step") ?? .min
    let last = try fields.integer("end_step") ?? .max
    guard first <= last else {
      throw APIError.invalid("start_step: \(first); accepted: at most end_step, which is \(last)")
    }
    let count = try fields.maximum(default: 2500, most: 2500)
    return try await store.read { store in
      let points = try runs.flatMap { run in
        let points = try store.loggedHistory(of: run, metric: name, limit: .max, offset: 0)
          .filter { first <= $0.step && $0.step <= last }
          .sorted { ($0.step, $0.at) < ($1.step, $1.at) }
        let stride = max(1, (points.count + count - 1) / count)
        return points.indices.filter { $0 % stride == 0 || $0 == points.count - 1 }
          .map { (run, points[$0]) }
      }
      return API.json(points)
    }
  }

  private static func runs(of fields: Fields, _ name: String) throws -> [RunIdentifier] {
    let runs = try fields.strings(name).map { try Fields.run($0) }
    guard !runs.isEmpty, runs.count <= 100 else {
      throw APIError.invalid("\(name): \(runs.count) runs; accepted: 1 to 100")
    }
    return runs
  }

  private static func json(_ points: [(RunIdentifier, LoggedMetric)]) -> [UInt8] {
    json { writer in
      writer.name("metrics")
      writer.array(points) { writer, point in
        writer.object {
          API.members(of: point.1, &$0)
          $0.member("run_id", point.0.digits)
        }
      }
    }
  }
}
