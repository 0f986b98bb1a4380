/// The named values of an experiment, and which of them its settings use.
struct Hyperparameters {
  private(set) var values: [ExperimentNode.Entry] = []
  private var used: Set<String> = []

  /// - Parameter node: the map under `hyperparameters`, if there is one.
  init(_ node: ExperimentNode?) throws(ExperimentError) {
    guard let node, !node.isNull else { return }
    guard let entries = node.entries else {
      throw node.error(accepted: "name: value pairs, such as {depth: 32}")
    }
    for entry in entries {
      guard Self.isName(entry.key) else {
        throw .wrong(
          entry.keyPlace, found: "hyperparameter \(quoted(entry.key))",
          accepted: "accepted: letters, digits and _, a letter first")
      }
      try Self.check(entry.value)
    }
    values = entries
  }

  /// `node` with each `$name` replaced by that hyperparameter's value.
  mutating func resolve(_ node: ExperimentNode) throws(ExperimentError) -> ExperimentNode {
    var copy = node
    switch node.content {
    case .scalar(let text, _):
      guard text.hasPrefix("$") else { return node }
      let name = String(text.dropFirst())
      guard let entry = values.first(where: { $0.key == name }) else {
        throw node.error(
          "\(node.path): unknown hyperparameter \"\(text)\"",
          accepted: Spelling(values.map(\.key)).advice(for: name))
      }
      used.insert(name)
      copy = entry.value.moved(to: node.path)
      copy.hyperparameter = name
    case .list(let items):
      var list: [ExperimentNode] = []
      for item in items { list.append(try resolve(item)) }
      copy.content = .list(list)
    case .map(let entries):
      var resolved: [ExperimentNode.Entry] = []
      for var entry in entries {
        entry.value = try resolve(entry.value)
        resolved.append(entry)
      }
      copy.content = .map(resolved)
    }
    return copy
  }

  /// Refuses a hyperparameter that changes nothing: a search over it would be a waste of time.
  ///
  /// - Parameter mayIdle: which ones of the file's may, such as those overrides of other keys have
  ///   left without effect: they stay and are recorded. One set by an override is refused even so.
  func checkAllUsed(but mayIdle: (String) -> Bool) throws(ExperimentError) {
    let idle = values.first { entry in
      if used.contains(entry.key) { return false }
      guard case .file = entry.value.place else { return true }
      return !entry.value.isUnused && !mayIdle(entry.key)
    }
    guard let idle else { return }
    throw .wrong(
      idle.keyPlace, found: "hyperparameter \"\(idle.key)\" is used nowhere",
      accepted: "accepted: $\(idle.key) in dataset, model or training")
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first else { return false }
    return isLetter(first) && text.unicodeScalars.allSatisfy { isLetter($0) || ("0"..."9" ~= $0) }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "_": true
    default: false
    }
  }

  private static func check(_ value: ExperimentNode) throws(ExperimentError) {
    switch value.content {
    case .scalar(let text, _):
      if value.isNull || text.hasPrefix("$") {
        throw value.error(accepted: "a number, a word or [height, width]")
      }
    case .list(let items):
      if items.isEmpty { throw value.error(accepted: "a number, a word or [height, width]") }
      for item in items {
        guard item.entries == nil else { throw item.error(accepted: "a number or a word") }
        try check(item)
      }
    case .map:
      throw value.error(accepted: "a number, a word or [height, width]")
    }
  }
}

extension ExperimentNode {
  /// Marks those hyperparameters that were used and are no more, so that the text reads back.
  mutating func markUnused(_ wanted: Set<String>) {
    let used = references
    guard case .map(var entries) = content,
      let place = entries.firstIndex(where: { $0.key == "hyperparameters" }),
      case .map(var named) = entries[place].value.content
    else { return }
    for index in named.indices {
      let key = named[index].key
      if wanted.contains(key) || named[index].value.isUnused {
        named[index].value.isUnused = !used.contains(key)
      }
    }
    entries[place].value.content = .map(named)
    content = .map(entries)
  }

  /// The names written as `$name` anywhere in this value.
  var references: Set<String> {
    switch content {
    case .scalar(let text, _): text.hasPrefix("$") ? [String(text.dropFirst())] : []
    case .list(let items): items.reduce(into: []) { $0.formUnion($1.references) }
    case .map(let entries): entries.reduce(into: []) { $0.formUnion($1.value.references) }
    }
  }
}
