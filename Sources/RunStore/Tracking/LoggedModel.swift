/// A model that a client logged with a run.
package struct LoggedModel: Sendable, Hashable {
  /// How far its files have come.
  package enum Status: String, Sendable, CaseIterable { case pending, ready, failed }

  /// `m-` and 32 hexadecimal digits.
  package var id: String
  package var run: RunIdentifier
  package var experiment: Int64
  package var name: String
  /// What its client says it is; may be empty.
  package var type: String
  package var status: Status
  package var createdAt, changedAt: Timestamp
  /// Sorted by name.
  package var params, tags: [NamedText]

  /// The folder of its files among the run's artifacts.
  package var folder: String { "models/\(id)" }
}

/// A model that a client begins to log.
package struct NewLoggedModel: Sendable {
  package var experiment: Int64
  /// nil for a run made for it.
  package var run: RunIdentifier?
  package var name: String
  package var type: String
  package var params, tags: [NamedText]

  package init(
    experiment: Int64, run: RunIdentifier?, name: String, type: String = "",
    params: [NamedText] = [], tags: [NamedText] = []
  ) {
    self.experiment = experiment
    self.run = run
    self.name = name
    self.type = type
    self.params = params
    self.tags = tags
  }
}

/// Parameters and tags of a logged model.
package enum LoggedModelText: String, Sendable { case param, tag }
