import RunStore

/// What a form does to chosen runs.
struct RunsChange: Sendable {
  enum Action: String, Sendable {
    case tag, untag, delete, restore
  }

  let action: Action
  let tag: String
  let runs: [RunIdentifier]
  /// Where the browser goes afterwards.
  let back: FormOrigin

  /// Runs that one form may name.
  static let mostRuns = 1000

  init(_ fields: [(name: String, value: String)]) throws(APIError) {
    var (action, tag, back): (Action?, String, String) = (nil, "", "")
    var runs: [RunIdentifier] = []
    for (name, value) in fields {
      switch name {
      case "action": action = Action(rawValue: value)
      case "tag": tag = value.trimmingPrefix { $0 == " " }.trimmingSuffix()
      case "back": back = value
      case "run":
        guard let run = RunIdentifier(value) else {
          throw .invalid("run: \"\(value)\"; accepted: the id of a run")
        }
        runs.append(run)
      default: break
      }
    }
    guard let action else { throw .invalid("action: accepted: tag, untag, delete or restore") }
    guard (1...Self.mostRuns).contains(runs.count) else {
      throw .invalid("\(runs.count) runs are chosen; accepted: 1 to \(Self.mostRuns)")
    }
    if action == .tag || action == .untag, tag.isEmpty {
      throw .invalid("tag: empty; accepted: a word, or word=value")
    }
    (self.action, self.tag, self.runs, self.back) = (action, tag, runs, FormOrigin(back))
  }

  /// Does it.
  /// - Parameter now: what the runs' events are to say.
  func apply(to store: RunStore, now: Timestamp) throws {
    switch action {
    case .tag: for run in runs { try store.tag(run, adding: [tag], at: now.date) }
    case .untag: for run in runs { try store.tag(run, removing: [tag], at: now.date) }
    case .delete: try store.delete(runs, at: now.date)
    case .restore: try store.restore(runs, at: now.date)
    }
  }

  /// What was done, in a sentence.
  var outcome: Outcome { Outcome(action: action, count: runs.count) }

  /// What a page says after a change. The address has its parts, so that nobody can make a page say
  /// something else.
  struct Outcome: Sendable, Hashable {
    let action: Action
    let count: Int

    init(action: Action, count: Int) {
      self.action = action
      self.count = count
    }

    /// Reads `done=delete&count=3`; nil for anything else.
    init?(_ fields: [(name: String, value: String)]) {
      guard
        let action = fields.last(where: { $0.name == "done" }).flatMap({
          Action(rawValue: $0.value)
        }),
        let count = fields.last(where: { $0.name == "count" }).flatMap({ Int($0.value) }), count > 0
      else { return nil }
      self.init(action: action, count: count)
    }

    var text: String {
      let runs = PageText.plural(count, "run")
      return switch action {
      case .tag: "\(runs) tagged."
      case .untag: "The tag was taken off \(runs)."
      case .delete: "\(runs) moved to the trash."
      case .restore: "\(runs) restored."
      }
    }
  }
}

extension StringProtocol {
  /// The text without spaces at its end.
  fileprivate func trimmingSuffix() -> String {
    var text = String(self)
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}
