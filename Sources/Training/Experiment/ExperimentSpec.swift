package import ConvEngine

/// One experiment as values: everything a training run depends on but the data's bytes, the machine
/// and the code. Reading the same text again gives the same experiment.
package struct ExperimentSpec: Sendable {
  package let name: String
  /// What the experiment is to find out, in its author's words.
  package let question: String?
  package let dataset: DatasetSettings
  /// In the file's order.
  package let hyperparameters: [Setting]
  /// The layers, every `$name` replaced by its value.
  package let network: [LayerSpec]
  package let training: TrainingSettings
  package let tags: [String]
  /// The experiment as YAML, overrides applied. Without overrides it is the file letter for letter.
  package let text: String
  /// Where each layer stands in the file.
  let layerPlaces: [Place]

  /// The network with the shape of the data set's pictures before it.
  package var networkSpec: NetworkSpec { NetworkSpec(input: dataset.spec.input, layers: network) }

  /// Reads an experiment file.
  ///
  /// - Parameter overrides: `name=value` each, applied in order; `--seed 3` is `training.seed=3`.
  package init(contentsOf path: String, overrides: [String] = []) throws(ExperimentError) {
    try self.init(
      text: try ExperimentFile(path: path).text(), path: path, overrides: overrides)
  }

  /// Reads an experiment from text, such as the text kept with a run.
  ///
  /// - Parameters:
  ///   - path: names the text in error messages.
  ///   - isKept: whether it is the text kept with a run, whose overrides may have left
  ///     hyperparameters without use.
  package init(
    text: String, path: String, overrides: [String] = [], isKept: Bool = false
  ) throws(ExperimentError) {
    var root = try ExperimentNode(yaml: text, path: path)
    guard root.entries != nil else {
      throw root.error(
        "found \(root.found)", accepted: "accepted: the keys \(Self.keys.joined(separator: ", "))")
    }
    let wanted = root.references
    for override in overrides { try root.apply(Override(override)) }
    if !overrides.isEmpty { root.markUnused(wanted) }
    try self.init(
      root, text: overrides.isEmpty ? text : root.yaml, mayIdle: { isKept || wanted.contains($0) })
  }

  static let keys = [
    "name", "question", "dataset", "hyperparameters", "model", "training", "tags",
  ]

  /// - Parameter mayIdle: whether a hyperparameter the file sets may be used nowhere.
  private init(
    _ root: ExperimentNode, text: String, mayIdle: (String) -> Bool
  ) throws(ExperimentError) {
    let fields = try Fields(root, accepting: Self.keys)
    name = try Self.name(fields.required("name", "a word, such as my-experiment"))
    question = try fields["question"].flatMap { node throws(ExperimentError) in
      node.isNull ? nil : try node.text()
    }
    var named = try Hyperparameters(fields["hyperparameters"])
    dataset = try DatasetSettings(
      named.resolve(fields.required("dataset", "cifar10 or {name: cifar10, validation: 0.1}")))
    let model = try named.resolve(fields.required("model", "a list of layers"))
    guard case .list(let layers) = model.content, !layers.isEmpty else {
      throw model.error(accepted: "a list of layers, each - conv: {…}, - flatten, …")
    }
    network = try layers.map { layer throws(ExperimentError) in try LayerSpec(layer) }
    layerPlaces = layers.map { $0.entries?.first?.keyPlace ?? $0.place }
    training = try TrainingSettings(
      named.resolve(fields.required("training", "{epochs: 12}")),
      hasValidation: dataset.validation > 0)
    try named.checkAllUsed(but: mayIdle)
    hyperparameters = named.values.map { Setting(name: $0.key, value: SettingValue($0.value)) }
    tags = try Self.tags(fields["tags"])
    self.text = text
  }

  /// Run names are made from it and typed in commands, where `@` begins a search and `-` an option.
  static func name(_ node: ExperimentNode) throws(ExperimentError) -> String {
    let name = try node.text()
    let isWord = name.unicodeScalars.allSatisfy {
      "-_.".unicodeScalars.contains($0) || $0.properties.isAlphabetic || "0"..."9" ~= $0
    }
    guard isWord, !name.hasPrefix("-"), name.count <= 100 else {
      throw node.error(accepted: "up to 100 letters, digits, -, _ and ., no - first")
    }
    return name
  }

  /// Words, or words with values, on one line each.
  static func tags(_ node: ExperimentNode?) throws(ExperimentError) -> [String] {
    guard let node, !node.isNull else { return [] }
    guard case .list(let items) = node.content else {
      throw node.error(accepted: "a list of words, such as [baseline]")
    }
    return try items.map { item throws(ExperimentError) in
      let tag = try item.text()
      guard !tag.hasPrefix("="),
        tag.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0 != "\u{7F}" })
      else { throw item.error(accepted: "a word, or word=value, on one line") }
      return tag
    }
  }
}
