import Search

extension Strategy {
  /// A word, or `tpe` with settings.
  init(_ node: ExperimentNode) throws(ExperimentError) {
    let (kind, place, settings) = try node.kind("grid, random, sobol or tpe")
    switch kind {
    case "grid": self = .grid
    case "random": self = .random
    case "sobol": self = .sobol
    case "tpe":
      self = .tpe(
        try settings.map { node throws(ExperimentError) in try TPESettings(node) } ?? TPESettings())
      return
    default:
      throw .wrong(
        place, found: "unknown strategy \(quoted(kind))",
        accepted: Spelling(["grid", "random", "sobol", "tpe"]).advice(for: kind))
    }
    if let settings, settings.entries?.isEmpty == false {
      throw settings.error(accepted: "no settings for \(kind)")
    }
  }
}

extension TPESettings {
  fileprivate init(_ node: ExperimentNode) throws(ExperimentError) {
    self.init()
    let fields = try Fields(node, accepting: ["startup", "candidates"])
    if let node = fields["startup"] { startup = try node.whole(1...100_000) }
    if let node = fields["candidates"] { candidates = try node.whole(1...100_000) }
  }
}

extension Scheduler {
  /// A word, or `asha` or `hyperband` with settings.
  /// - Parameter epochs: of a whole training.
  init(_ node: ExperimentNode, epochs: Int) throws(ExperimentError) {
    let (kind, place, settings) = try node.kind("none, asha or hyperband")
    switch kind {
    case "none": self = .none
    case "asha": self = .asha(try Halving(settings, factor: 4, epochs: epochs))
    case "hyperband": self = .hyperband(try Halving(settings, factor: 3, epochs: epochs))
    default:
      throw .wrong(
        place, found: "unknown scheduler \(quoted(kind))",
        accepted: Spelling(["none", "asha", "hyperband"]).advice(for: kind))
    }
  }
}

extension Halving {
  fileprivate init(
    _ node: ExperimentNode?, factor: Int, epochs: Int
  ) throws(ExperimentError) {
    self.init(factor: factor)
    guard let node else { return }
    let fields = try Fields(node, accepting: ["min_epochs", "reduction_factor"])
    if let node = fields["min_epochs"] {
      firstEpochs = try node.whole(1...1_000_000)
      guard firstEpochs < epochs else {
        throw node.error(accepted: "fewer than the \(epochs) epochs of the experiment")
      }
    }
    if let node = fields["reduction_factor"] { self.factor = try node.whole(2...1_000_000) }
  }
}

extension ExperimentNode {
  /// A word, or a word with settings: `asha` or `asha: {min_epochs: 2}`.
  fileprivate func kind(
    _ accepted: String
  ) throws(ExperimentError) -> (name: String, place: Place, settings: ExperimentNode?) {
    if let word, !isNull { return (word, place, nil) }
    guard let entry = entries?.first, entries?.count == 1 else {
      throw error(accepted: accepted)
    }
    return (entry.key, entry.keyPlace, entry.value)
  }
}

extension Metric {
  /// The names of metrics that a training records.
  /// - Parameter eachEpoch: without those that only the last epoch has.
  static func recorded(hasValidation: Bool, eachEpoch: Bool) -> [String] {
    (hasValidation ? ["val_loss", "val_accuracy"] : []) + ["train_loss", "train_accuracy"]
      + (eachEpoch ? [] : ["test_loss", "test_accuracy"]) + ["epoch_seconds", "images_per_second"]
  }
}
