/// A run as clients see it.
package struct TrackedRun: Sendable, Hashable {
  package var id: RunIdentifier
  package var name: String
  package var experiment: Int64
  /// Where the experiment's clients put artifacts themselves; nil for the store.
  package var artifactLocation: String?
  /// Who logs it; empty for one of our own.
  package var user: String
  package var status: RunStatus
  /// Announced, not begun; its status is `running`.
  package var isScheduled: Bool
  package var startedAt: Timestamp
  package var endedAt: Timestamp?
  package var deletedAt: Timestamp?
  package var note: String?
  /// The value of each metric that is last by step, time and value; sorted by name.
  package var metrics: [LoggedMetric]
  /// Sorted by name.
  package var params, tags: [NamedText]
}

/// A run that a client begins to log.
package struct NewTrackedRun: Sendable {
  package var experiment: Int64
  /// nil for one made of the experiment's name.
  package var name: String?
  package var user: String
  package var startedAt: Timestamp
  package var note: String?
  package var tags: [NamedText]

  package init(
    experiment: Int64, name: String? = nil, user: String = "", startedAt: Timestamp,
    note: String? = nil, tags: [NamedText] = []
  ) {
    self.experiment = experiment
    self.name = name
    self.user = user
    self.startedAt = startedAt
    self.note = note
    self.tags = tags
  }
}

/// What a client says of a run's progress; nil leaves a thing as it is.
package struct TrackedRunChange: Sendable {
  /// Any but `crashed`.
  package var status: RunStatus?
  package var isScheduled = false
  /// Of a run that ends; nil for now.
  package var endedAt: Timestamp?
  package var name: String?

  package init(
    status: RunStatus? = nil, isScheduled: Bool = false, endedAt: Timestamp? = nil,
    name: String? = nil
  ) {
    self.status = status
    self.isScheduled = isScheduled
    self.endedAt = endedAt
    self.name = name
  }
}

/// Which runs a client asks for.
package struct TrackedRunSearch: Sendable {
  /// nil for all.
  package var experiments: [Int64]?
  package var filter: Filter?
  /// Each after the one before; empty for the newest first.
  package var order: [RunSort]
  package var view: LifecycleView
  package var limit, offset: Int

  package init(
    experiments: [Int64]? = nil, where filter: Filter? = nil, order: [RunSort] = [],
    view: LifecycleView = .active, limit: Int = 1000, offset: Int = 0
  ) {
    self.experiments = experiments
    self.filter = filter
    self.order = order
    self.view = view
    self.limit = limit
    self.offset = offset
  }
}
