/// How far a run has come.
public enum RunStatus: String, Codable, Sendable, Hashable, CaseIterable {
  /// Being recorded; ended as planned; ended with an error.
  case running, finished, failed
  /// Stopped on request; what it recorded is kept.
  case interrupted
  /// Its process is gone without a word: never stored, told by the run's lock being free.
  case crashed
}
