/// The run another one came out of.
public struct RunParent: Codable, Sendable, Hashable {
  /// What a run is to its parent.
  public enum Relation: String, Codable, Sendable, Hashable, CaseIterable {
    /// One of the runs of a sweep.
    case trial
    /// The same run once more, to see whether it comes out the same.
    case reproduced
    /// It began with the parent's weights.
    case fineTuned = "fine_tuned"
    /// Part of the parent in a way its maker knows.
    case nested
  }

  /// The parent's identifier, kept when the parent is gone.
  public var id: RunIdentifier
  /// What the run is to the parent.
  public var relation: Relation
  /// What the parent is called now; nil for one that is gone. Not looked at when a run is created.
  public var name: String?

  /// A parent out of its parts.
  public init(_ id: RunIdentifier, _ relation: Relation, name: String? = nil) {
    self.id = id
    self.relation = relation
    self.name = name
  }
}

extension RunParent {
  private enum CodingKeys: String, CodingKey { case id, name, relation }

  /// Writes every key; `name` is null where the parent is gone.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(name, forKey: .name)
    try container.encode(relation, forKey: .relation)
  }
}

/// A run that came out of another one.
public struct RunChild: Codable, Sendable, Hashable {
  /// The child's identifier.
  public let id: RunIdentifier
  /// What it is called.
  public let name: String
  /// What it is to its parent.
  public let relation: RunParent.Relation
  /// How far it has come.
  public let status: RunStatus
}
