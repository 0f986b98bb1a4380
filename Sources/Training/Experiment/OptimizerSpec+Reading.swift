import ConvEngine

extension OptimizerSpec {
  /// What trains where the file says nothing.
  static let standard = OptimizerSpec.adam(AdamSpec())

  private static let kinds = ["adam", "adamw", "sgd"]
  private static let adamKeys = ["learning_rate", "beta1", "beta2", "epsilon", "weight_decay"]
  private static let sgdKeys = ["learning_rate", "momentum", "nesterov", "weight_decay"]

  /// The names any optimiser's setting can have.
  static let settingNames = Set(adamKeys + sgdKeys)

  /// A word, `adam`, or a word with settings, `sgd: {learning_rate: 0.1}`.
  init(_ node: ExperimentNode) throws(ExperimentError) {
    let kind: (name: String, place: Place)
    var settings = node
    if let word = node.word, !node.isNull {
      kind = (word, node.place)
      settings.content = .map([])
    } else if let entry = node.entries?.first, node.entries?.count == 1 {
      kind = (entry.key, entry.keyPlace)
      settings = entry.value
    } else if let entries = node.entries, let last = entries.last {
      throw .wrong(
        last.keyPlace,
        found: "\(node.path): found \(entries.map(\.key).joined(separator: " and "))",
        accepted: "accepted: one optimizer, such as adam or {adam: {learning_rate: 0.001}}")
    } else {
      throw node.error(accepted: "one optimizer, such as adam or {adam: {learning_rate: 0.001}}")
    }
    switch kind.name {
    case "adam": self = .adam(try Self.adam(settings, AdamSpec()))
    case "adamw":
      self = .adamw(try Self.adam(settings, AdamSpec(weightDecay: AdamSpec.adamW.weightDecay)))
    case "sgd": self = .sgd(try Self.sgd(settings))
    default:
      throw .wrong(
        kind.place, found: "unknown optimizer \(quoted(kind.name))",
        accepted: Spelling(Self.kinds).advice(for: kind.name))
    }
  }

  private static func adam(
    _ settings: ExperimentNode, _ standard: AdamSpec
  ) throws(ExperimentError) -> AdamSpec {
    let fields = try Fields(settings, accepting: adamKeys)
    var spec = standard
    if let node = fields["learning_rate"] { spec.learningRate = try positive(node) }
    if let node = fields["beta1"] { spec.beta1 = try fraction(node) }
    if let node = fields["beta2"] { spec.beta2 = try fraction(node) }
    if let node = fields["epsilon"] { spec.epsilon = try positive(node) }
    if let node = fields["weight_decay"] { spec.weightDecay = try notNegative(node) }
    return spec
  }

  private static func sgd(_ settings: ExperimentNode) throws(ExperimentError) -> SGDSpec {
    let fields = try Fields(settings, accepting: sgdKeys)
    var spec = SGDSpec()
    if let node = fields["learning_rate"] { spec.learningRate = try positive(node) }
    if let node = fields["momentum"] { spec.momentum = try fraction(node) }
    if let node = fields["nesterov"] { spec.nesterov = try node.flag() }
    if let node = fields["weight_decay"] { spec.weightDecay = try notNegative(node) }
    return spec
  }

  private static func positive(_ node: ExperimentNode) throws(ExperimentError) -> Double {
    try node.decimal("a number greater than 0") { $0 > 0 }
  }

  private static func notNegative(_ node: ExperimentNode) throws(ExperimentError) -> Double {
    try node.decimal("0 or a number greater than 0") { $0 >= 0 }
  }

  private static func fraction(_ node: ExperimentNode) throws(ExperimentError) -> Double {
    try node.decimal("a number from 0 to less than 1") { (0..<1).contains($0) }
  }
}
