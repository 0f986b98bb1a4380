import ConvEngine

/// A `name=value` beside an experiment file. A bare name sets a hyperparameter, or else a whole
/// section, a dotted one any other key: `depth=64`, `training.batch=128`, `dataset=shapes`.
struct Override {
  /// As it was typed.
  let text: String
  /// Keys and list positions from the top.
  let path: [String]
  let value: ExperimentNode

  init(_ text: String) throws(ExperimentError) {
    let place = Place.override(text)
    let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, !halves[0].isEmpty else {
      throw .wrong(place, found: "sets nothing", accepted: "accepted: name=value")
    }
    let path = halves[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !path.contains("") else {
      throw .wrong(
        place, found: "an empty name between dots",
        accepted: "accepted: a name such as model.0.conv.depth")
    }
    self.text = text
    self.path = path
    do throws(ExperimentError) {
      let parsed = try ExperimentNode(yaml: String(halves[1]), path: text)
      value = parsed.placed(at: place).moved(to: path.joined(separator: "."))
    } catch {
      throw .wrong(
        place, found: "\(quoted(String(halves[1]))) is no value",
        accepted: "accepted: a number, a word, [a, b] or {key: value}")
    }
  }
}

extension ExperimentNode {
  /// Sets what `override` names, making maps on the way to a key that is not there yet. Whether such
  /// a key means anything is decided where settings are read.
  mutating func apply(_ override: Override) throws(ExperimentError) {
    if let name = override.path.first, override.path.count == 1 {
      try setHyperparameter(name, override)
    } else {
      try set(resolved(override.path)[...], override)
    }
  }

  /// The same value as if written in an override.
  fileprivate func placed(at place: Place) -> ExperimentNode {
    var copy = self
    copy.place = place
    switch content {
    case .scalar: break
    case .list(let items): copy.content = .list(items.map { $0.placed(at: place) })
    case .map(let entries):
      copy.content = .map(
        entries.map {
          Entry(key: $0.key, keyPlace: place, value: $0.value.placed(at: place))
        })
    }
    return copy
  }

  private mutating func setHyperparameter(
    _ name: String, _ override: Override
  ) throws(ExperimentError) {
    let known = self["hyperparameters"]?.entries?.map(\.key) ?? []
    guard known.contains(name) else {
      if ExperimentSpec.keys.contains(name) { return try set([name], override) }
      let keys = TrainingSettings.keys.contains(name) ? "; did you mean training.\(name)?" : ""
      throw .wrong(
        .override(override.text), found: "no hyperparameter \(quoted(name))\(keys)",
        accepted: Spelling(known).advice(for: name) + " (or a dotted key such as training.batch)")
    }
    try set(["hyperparameters", name], override)
  }

  private mutating func set(
    _ path: ArraySlice<String>, _ override: Override
  ) throws(ExperimentError) {
    guard let first = path.first else {
      content = override.value.content
      place = override.value.place
      return
    }
    let rest = path.dropFirst()
    switch content {
    case .list(var items):
      guard let index = Int(first), items.indices.contains(index) else {
        throw .wrong(
          .override(override.text), found: "no item \(quoted(first)) in \(self.path)",
          accepted: items.isEmpty ? "accepted: none" : "accepted: 0 to \(items.count - 1)")
      }
      try items[index].set(rest, override)
      content = .list(items)
    case .map(var entries):
      try Self.set(first, rest, in: &entries, of: self.path, override)
      content = .map(entries)
    case .scalar:
      var entries = opened(for: first, override)
      place = .override(override.text)
      try Self.set(first, rest, in: &entries, of: self.path, override)
      content = .map(entries)
    }
  }

  private static func set(
    _ key: String, _ rest: ArraySlice<String>, in entries: inout [Entry], of path: String,
    _ override: Override
  ) throws(ExperimentError) {
    let place = Place.override(override.text)
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entries[index].keyPlace = place
      try entries[index].value.set(rest, override)
    } else {
      var value = ExperimentNode(content: .map([]), place: place, path: join(path, key))
      try value.set(rest, override)
      entries.append(Entry(key: key, keyPlace: place, value: value))
    }
  }

  /// The entries a word stands for when a key below it is set: `adam` is `{adam: {}}`, the 2 of
  /// `max_pool: 2` is `{size: 2}`, nothing is `{}`.
  private func opened(for key: String, _ override: Override) -> [Entry] {
    let place = Place.override(override.text)
    if isNull { return [] }
    if word == key {
      let empty = ExperimentNode(content: .map([]), place: place, path: Self.join(path, key))
      return [Entry(key: key, keyPlace: place, value: empty)]
    }
    let kind = path.split(separator: ".").last.map(String.init) ?? ""
    guard let main = LayerSpec.mainKeys[kind] else { return [] }
    return [Entry(key: main, keyPlace: self.place, value: moved(to: Self.join(path, main)))]
  }

  /// The optimiser's settings are recorded as `training.learning_rate`, …; an override may use those
  /// names too.
  private func resolved(_ path: [String]) -> [String] {
    guard path.count == 2, path[0] == "training", let key = path.last,
      !TrainingSettings.keys.contains(key), OptimizerSpec.settingNames.contains(key)
    else { return path }
    let optimizer = self["training"]?["optimizer"]
    let kind = optimizer?.entries?.first?.key ?? optimizer?.word ?? OptimizerSpec.standard.kind
    return ["training", "optimizer", kind, key]
  }
}
