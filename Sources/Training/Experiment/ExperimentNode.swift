/// One value of an experiment file with the place it was written at: what the YAML parser yields,
/// what overrides edit and what settings are read from.
struct ExperimentNode: Sendable {
  indirect enum Content: Sendable {
    /// `isQuoted` tells the text "3" from the number 3.
    case scalar(String, isQuoted: Bool)
    case list([ExperimentNode])
    case map([Entry])
  }

  struct Entry: Sendable {
    var key: String
    /// Where the key stands; an unknown key is reported there.
    var keyPlace: Place
    var value: ExperimentNode
  }

  var content: Content
  var place: Place
  /// Keys and list positions from the top, dotted: `model.0.conv.depth`.
  var path: String
  /// Whether the file says of the value that nothing uses it, by the tag `!unused`.
  var isUnused = false
  /// The hyperparameter the value was taken from, where the file says `$name`.
  var hyperparameter: String?
}

extension ExperimentNode {
  /// The entries of a map; nil for anything else.
  var entries: [Entry]? {
    if case .map(let entries) = content { entries } else { nil }
  }

  /// The value under `key`, if this is a map that has it.
  subscript(key: String) -> ExperimentNode? {
    entries?.first { $0.key == key }?.value
  }

  /// The text of an unquoted scalar; nil for anything else.
  var word: String? {
    if case .scalar(let text, isQuoted: false) = content { text } else { nil }
  }

  /// Nothing stands where a value could: `key:` or `key: null`.
  var isNull: Bool { word.map { ["", "~", "null"].contains($0) } ?? false }

  /// `outer.key`, or `key` at the top.
  static func join(_ outer: String, _ key: some CustomStringConvertible) -> String {
    outer.isEmpty ? "\(key)" : "\(outer).\(key)"
  }

  /// The same value standing at another path, as when a hyperparameter is put in its place.
  func moved(to path: String) -> ExperimentNode {
    var copy = self
    copy.path = path
    switch content {
    case .scalar: break
    case .list(let items):
      copy.content = .list(items.enumerated().map { $1.moved(to: Self.join(path, $0)) })
    case .map(let entries):
      copy.content = .map(
        entries.map { entry in
          var entry = entry
          entry.value = entry.value.moved(to: Self.join(path, entry.key))
          return entry
        })
    }
    return copy
  }

  /// What an error message says was found: `0`, `the text "x"`, `a list`, ….
  var found: String {
    switch content {
    case .scalar(let text, let isQuoted):
      if isNull { "nothing" } else if isQuoted { "the text \(quoted(text))" } else { clipped(text) }
    case .list(let items): "a list of \(items.count)"
    case .map: "keys and values"
    }
  }

  /// The error that this value is not what `accepted` says.
  func error(accepted: String) -> ExperimentError {
    let origin = hyperparameter.map { " (from $\($0))" } ?? ""
    return error("\(path): found \(found)\(origin)", accepted: "accepted: \(accepted)")
  }

  /// An error at this value's place, in the caller's words.
  func error(_ found: String, accepted: String) -> ExperimentError {
    .wrong(place, found: found, accepted: accepted)
  }
}

/// `text` in double quotes, on one line and not too long for a message.
func quoted(_ text: String) -> String { "\"\(clipped(text))\"" }

/// `text` on one line and not too long for a message.
func clipped(_ text: String) -> String {
  let line = String(text.map { $0.isNewline ? " " : $0 })
  return line.count > 60 ? line.prefix(59) + "…" : line
}
