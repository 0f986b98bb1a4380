import RunStore

extension API {
  @Sendable func logMetric(_ fields: Fields) async throws -> [UInt8] {
    try await log(try fields.run(), metrics: [try API.metric(of: fields)])
  }

  @Sendable func logParameter(_ fields: Fields) async throws -> [UInt8] {
    try await log(try fields.run(), params: [try API.param(of: fields)])
  }

  @Sendable func setTag(_ fields: Fields) async throws -> [UInt8] {
    try await log(try fields.run(), tags: [try API.tag(of: fields)])
  }

  @Sendable func deleteTag(_ fields: Fields) async throws -> [UInt8] {
    let run = try fields.run()
    let name = try fields.required("key")
    try await store.write { try $0.removeTag(name, of: run) }
    return API.empty
  }

  @Sendable func logBatch(_ fields: Fields) async throws -> [UInt8] {
    let (metrics, params, tags) = (
      try fields.objects("metrics"), try fields.objects("params"), try fields.objects("tags")
    )
    try Limits.check(count: metrics.count, of: "metrics", most: Limits.batchEntries)
    try Limits.check(count: params.count, of: "params", most: Limits.batchParams)
    try Limits.check(count: tags.count, of: "tags", most: Limits.batchTags)
    try Limits.check(
      count: metrics.count + params.count + tags.count, of: "entities", most: Limits.batchEntries)
    let given = try params.map { try API.param(of: $0) }
    var texts: [String: String] = [:]
    for param in given {
      if let earlier = texts.updateValue(param.text, forKey: param.name) {
        throw APIError.invalid(
          "Duplicate parameter key '\(param.name)' with values '\(earlier)' and '\(param.text)'; "
            + "accepted: each key once")
      }
    }
    return try await log(
      try fields.run(), metrics: try metrics.map { try API.metric(of: $0) }, params: given,
      tags: try tags.map { try API.tag(of: $0) })
  }

  private func log(
    _ run: RunIdentifier, metrics: [LoggedMetric] = [], params: [NamedText] = [],
    tags: [NamedText] = []
  ) async throws -> [UInt8] {
    try await store.write { try $0.log(run, metrics: metrics, params: params, tags: tags) }
    return API.empty
  }

  private static func metric(of fields: Fields) throws -> LoggedMetric {
    let name = try fields.required("key")
    try Limits.check(key: name, of: "metric")
    guard let at = try fields.integer("timestamp") else { throw Fields.missing("timestamp") }
    return LoggedMetric(
      name: name, value: try fields.number("value"), at: Timestamp(milliseconds: at),
      step: try fields.integer("step") ?? 0)
  }

  static func param(of fields: Fields) throws -> NamedText {
    let name = try fields.required("key")
    try Limits.check(key: name, of: "parameter")
    return NamedText(name, try fields.string("value") ?? "")
  }

  static func tag(of fields: Fields) throws -> NamedText {
    let name = try fields.required("key")
    try Limits.check(key: name, of: "tag")
    return NamedText(name, try fields.string("value") ?? "")
  }

  static func tags(of fields: Fields) throws -> [NamedText] {
    try fields.objects("tags").map { try tag(of: $0) }
  }
}
