/// What every run has and a filter or a sort key may name.
enum Attribute: String, CaseIterable, Sendable {
  case id, name, experiment, status, message, note
  case startedAt = "started_at"
  case endedAt = "ended_at"
  case durationSeconds = "duration_seconds"
  case seed, epochs, parameters, mflop
  case dataset, fingerprint
  case host, os, cpu, isa, threads, swift, convoy, commit, dirty
  /// Who logs a client's run.
  case user

  /// What values of an attribute are compared with.
  enum Kind { case text, identifier, number, time, status, truth }

  /// The attribute of that name: `started_at`, `startedAt`, and the names other trackers use.
  init?(named name: String) {
    let plain = Attribute.plain(name)
    let others: [String: Attribute] = [
      "runid": .id, "runname": .name, "starttime": .startedAt, "created": .startedAt,
      "endtime": .endedAt, "duration": .durationSeconds, "trainseconds": .durationSeconds,
      "experimentname": .experiment,
      "gitcommit": .commit, "gitdirty": .dirty, "userid": .user,
    ]
    guard
      let found = Attribute.allCases.first(where: { Attribute.plain($0.rawValue) == plain })
        ?? others[plain]
    else { return nil }
    self = found
  }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" && $0 != " " }
  }

  var kind: Kind {
    switch self {
    case .id: .identifier
    case .name, .experiment, .message, .note, .dataset, .fingerprint, .host, .os, .cpu, .isa,
      .swift, .convoy, .commit, .user:
      .text
    case .seed, .epochs, .parameters, .mflop, .durationSeconds, .threads: .number
    case .startedAt, .endedAt: .time
    case .status: .status
    case .dirty: .truth
    }
  }
}
