/// An experiment as clients see it.
package struct TrackedExperiment: Sendable, Hashable {
  package var id: Int64
  package var name: String
  /// Where clients put artifacts themselves; nil for the store.
  package var artifactLocation: String?
  /// When it was made, or its first run began.
  package var createdAt: Timestamp?
  package var changedAt: Timestamp?
  package var deletedAt: Timestamp?
  /// Sorted by name.
  package var tags: [NamedText]
}

/// Which of what can be deleted is meant.
package enum LifecycleView: Sendable, Hashable, CaseIterable {
  case active, deleted, all
}
