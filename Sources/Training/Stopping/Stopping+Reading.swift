extension EarlyStopping {
  private static let keys = ["patience", "min_delta", "monitor"]
  private static let epochs = 1...1_000_000

  /// A number of epochs, or keys.
  /// - Parameter monitor: what is looked at where nothing is said.
  init(
    _ node: ExperimentNode, monitor: String, metrics: [String]
  ) throws(ExperimentError) {
    guard node.entries != nil else {
      guard node.number != nil else {
        throw node.error(accepted: "a number of epochs, or the keys patience, min_delta, monitor")
      }
      self.init(patience: try node.whole(Self.epochs), monitor: monitor)
      return
    }
    let fields = try Fields(node, accepting: Self.keys)
    self.init(patience: try fields.required("patience", "5").whole(Self.epochs), monitor: monitor)
    if let node = fields["min_delta"] {
      minDelta = try node.decimal("0 or a number greater than 0") { $0 >= 0 }
    }
    if let node = fields["monitor"] { self.monitor = try node.metric(metrics) }
  }
}

extension ExperimentNode {
  /// The name of a metric.
  func metric(_ names: [String]) throws(ExperimentError) -> String {
    let name = try text()
    guard names.contains(name) else {
      let why =
        !names.contains("val_loss") && name.hasPrefix("val_") ? " without dataset.validation" : ""
      throw error(
        "\(path): no metric \(quoted(name))\(why)", accepted: Spelling(names).advice(for: name))
    }
    return name
  }

  /// One rule, or a list of them.
  func stopRules(_ metrics: [String]) throws(ExperimentError) -> [StopRule] {
    guard case .list(let items) = content else { return [try stopRule(metrics)] }
    var rules: [StopRule] = []
    for item in items { rules.append(try item.stopRule(metrics)) }
    return rules
  }

  private func stopRule(_ metrics: [String]) throws(ExperimentError) -> StopRule {
    guard case .scalar(let text, _) = content, !isNull else {
      throw error(accepted: "a rule, such as val_loss > 2 * min for 3 epochs")
    }
    do throws(StopRule.Fault) {
      return try StopRule(text, metrics: metrics)
    } catch {
      throw self.error(
        "\(path): column \(error.column): found \(error.found)", accepted: error.accepted)
    }
  }
}
