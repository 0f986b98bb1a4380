/// One hyperparameter of a space.
package struct Dimension: Hashable, Sendable {
  /// A hyperparameter that an earlier one rules in: it must have one of these texts.
  package struct Condition: Hashable, Sendable {
    package let name: String
    package let texts: [String]

    package init(_ name: String, isOneOf texts: [String]) {
      self.name = name
      self.texts = texts
    }

    /// Texts are the same if they read as the same number: 1, 1.0.
    func holds(in configuration: Configuration) -> Bool {
      guard let text = configuration[name] else { return false }
      return texts.contains { $0 == text || (Double($0).map { $0 == Double(text) } ?? false) }
    }
  }

  package let name: String
  package let domain: Domain
  /// All of them must hold, or the hyperparameter is left out.
  package let conditions: [Condition]

  package init(_ name: String, _ domain: Domain, when conditions: [Condition] = []) {
    self.name = name
    self.domain = domain
    self.conditions = conditions
  }

  func isActive(in configuration: Configuration) -> Bool {
    conditions.allSatisfy { $0.holds(in: configuration) }
  }
}
