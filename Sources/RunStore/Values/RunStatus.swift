/// How far a run has come.
public enum RunStatus: String, Codable, Sendable, Hashable, CaseIterable {
  /// Being recorded; ended as planned; ended with an error.
  case running, finished, failed
  /// Stopped on request; what it recorded is kept.
  case interrupted
  /// Its process is gone without a word: never stored, told by the run's lock being free.
  case crashed
}

extension RunStatus {
  /// The status of that name, of any case; also of the names other trackers have for it.
  init?(named name: String) {
    switch name.lowercased() {
    case "killed": self = .interrupted
    case "scheduled": self = .running
    case let name: self.init(rawValue: name)
    }
  }
}
