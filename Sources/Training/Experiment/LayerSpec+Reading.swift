import ConvEngine

extension LayerSpec {
  /// The words a layer can begin with.
  static let kinds = [
    "conv", "max_pool", "average_pool", "global_average_pool", "flatten", "dense", "dropout",
    "activation",
  ]

  /// The setting a layer's value stands for when it is no map: `dropout: 0.25` is
  /// `dropout: {rate: 0.25}`.
  static let mainKeys = [
    "max_pool": "size", "average_pool": "size", "dense": "units", "dropout": "rate",
  ]

  /// How wide or deep anything may be; more is a slip of the fingers.
  private static let sizes = 1...1_000_000

  /// One item under `model`: a word, or a word with settings.
  init(_ node: ExperimentNode) throws(ExperimentError) {
    let nothing = ExperimentNode(
      content: .scalar("", isQuoted: false), place: node.place, path: node.path)
    if let word = node.word, !node.isNull {
      try self.init(kind: word, keyPlace: node.place, nothing.moved(to: "\(node.path).\(word)"))
    } else if let entry = node.entries?.first, node.entries?.count == 1 {
      try self.init(kind: entry.key, keyPlace: entry.keyPlace, entry.value)
    } else if let entries = node.entries, let last = entries.last {
      throw .wrong(
        last.keyPlace, found: "\(node.path): found \(entries.count) keys",
        accepted: "accepted: one layer, such as conv: {depth: 32, kernel: 3}")
    } else {
      throw node.error(accepted: "one layer, such as conv: {depth: 32, kernel: 3}")
    }
  }

  private init(
    kind: String, keyPlace: Place, _ settings: ExperimentNode
  ) throws(ExperimentError) {
    switch kind {
    case "conv": self = .conv(try Self.conv(settings))
    case "max_pool": self = .maxPool(try Self.pool(settings))
    case "average_pool": self = .averagePool(try Self.pool(settings))
    case "global_average_pool":
      _ = try Fields(settings, accepting: [])
      self = .globalAveragePool
    case "flatten":
      _ = try Fields(settings, accepting: [])
      self = .flatten
    case "dense": self = .dense(try Self.dense(settings))
    case "dropout":
      let fields = try Fields(Self.opened(settings, "rate"), accepting: ["rate"])
      self = .dropout(
        rate: try fields.required("rate", "0.25")
          .decimal("a number from 0 to less than 1") { (0..<1).contains($0) })
    case "activation": self = .activation(try settings.choice(Activation.self))
    default:
      throw .wrong(
        keyPlace, found: "unknown layer \(quoted(kind))",
        accepted: Spelling(Self.kinds).advice(for: kind))
    }
  }

  /// `settings` with a lone value put under the key it stands for.
  private static func opened(_ settings: ExperimentNode, _ key: String) -> ExperimentNode {
    guard settings.entries == nil, !settings.isNull else { return settings }
    var map = settings
    map.hyperparameter = nil
    let value = settings.moved(to: ExperimentNode.join(settings.path, key))
    map.content = .map([.init(key: key, keyPlace: settings.place, value: value)])
    return map
  }

  private static func conv(_ settings: ExperimentNode) throws(ExperimentError) -> ConvSpec {
    let fields = try Fields(
      settings,
      accepting: ["depth", "kernel", "stride", "padding", "bias", "activation", "initializer"])
    var spec = ConvSpec(
      depth: try fields.required("depth", "32").whole(sizes),
      kernel: try fields.required("kernel", "3").extent(sizes))
    if let node = fields["stride"] { spec.stride = try node.extent(sizes) }
    if let node = fields["padding"] { spec.padding = try padding(node) }
    if let node = fields["bias"] { spec.bias = try node.flag() }
    if let node = fields["activation"] { spec.activation = try node.choice(Activation.self) }
    if let node = fields["initializer"] { spec.initializer = try node.choice(Initializer.self) }
    return spec
  }

  private static func pool(_ settings: ExperimentNode) throws(ExperimentError) -> PoolSpec {
    let fields = try Fields(opened(settings, "size"), accepting: ["size", "stride", "padding"])
    // Keras's pool_size where nothing is said.
    var spec = PoolSpec(size: try fields["size"]?.extent(sizes) ?? Extent(2))
    if let node = fields["stride"] { spec.stride = try node.extent(sizes) }
    if let node = fields["padding"] { spec.padding = try padding(node) }
    return spec
  }

  private static func dense(_ settings: ExperimentNode) throws(ExperimentError) -> DenseSpec {
    let fields = try Fields(
      opened(settings, "units"), accepting: ["units", "bias", "activation", "initializer"])
    var spec = DenseSpec(units: try fields.required("units", "10").whole(sizes))
    if let node = fields["bias"] { spec.bias = try node.flag() }
    if let node = fields["activation"] { spec.activation = try node.choice(Activation.self) }
    if let node = fields["initializer"] { spec.initializer = try node.choice(Initializer.self) }
    return spec
  }

  private static func padding(_ node: ExperimentNode) throws(ExperimentError) -> Padding {
    switch node.word {
    case "same": return .same
    case "valid": return .valid
    default: break
    }
    do throws(ExperimentError) {
      return .amount(try node.extent(0...sizes.upperBound))
    } catch {
      throw node.error(accepted: "same, valid, a whole number, or two as [height, width]")
    }
  }
}
