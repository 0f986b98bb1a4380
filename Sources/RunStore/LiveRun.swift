/// A run that is being recorded: as long as this value lives, or until the run is finished, every
/// reader sees the run as `running`; if the process dies, as `crashed`.
public final class LiveRun: Sendable {
  /// The run's identifier.
  public let id: RunIdentifier
  /// The run's name.
  public let name: String
  /// What decides the best checkpoint.
  public let bestMetric: BestMetric
  let row: Int64
  private let lock: LiveLock

  init(id: RunIdentifier, name: String, bestMetric: BestMetric, row: Int64, lock: LiveLock) {
    self.id = id
    self.name = name
    self.bestMetric = bestMetric
    self.row = row
    self.lock = lock
  }

  /// Gives up the run's lock.
  func release() { lock.release() }
}
