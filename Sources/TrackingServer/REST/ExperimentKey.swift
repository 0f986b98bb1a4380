import RunStore

/// What experiments are chosen and sorted by.
enum ExperimentKey: EntityKey {
  case name, id, created, changed
  case tag(String)

  init(_ text: String) throws {
    switch EntityName(text) {
    case .tag(let name): self = .tag(name)
    case .attribute(let name), .param(let name):
      switch name.lowercased() {
      case "name": self = .name
      case "experiment_id": self = .id
      case "creation_time", "created": self = .created
      case "last_update_time": self = .changed
      default:
        throw APIError.invalid(
          "\(text): accepted: name, experiment_id, creation_time, last_update_time, tags.NAME")
      }
    }
  }

  var isNumber: Bool {
    switch self {
    case .created, .changed: true
    case .name, .id, .tag: false
    }
  }

  func number(of experiment: TrackedExperiment) -> Double? {
    switch self {
    case .id: Double(experiment.id)
    case .created: experiment.createdAt.map { Double($0.milliseconds) }
    case .changed: experiment.changedAt.map { Double($0.milliseconds) }
    case .name, .tag: nil
    }
  }

  func text(of experiment: TrackedExperiment) -> String? {
    switch self {
    case .name: experiment.name
    case .id: String(experiment.id)
    case .tag(let name): experiment.tags.first { $0.name == name }?.text
    case .created, .changed: nil
    }
  }
}
