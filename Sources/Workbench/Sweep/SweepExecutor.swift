/// Where a sweep's workers run. The plan is in the store and workers take from it what is to be done
/// next, so whoever starts them says how many, not what each does; they may be on several machines.
package protocol SweepExecutor {
  /// Workers that have been started and have not ended, as far as is known.
  var running: Int { get }

  /// Starts a worker.
  mutating func start() throws

  /// What has become known of the workers.
  /// - Parameter limit: how long to wait for something.
  mutating func poll(within limit: Duration) -> [SweepWorkerEvent]

  /// Asks all workers to give back what they have and end.
  mutating func stop()
}

/// What becomes known of a sweep's worker.
package enum SweepWorkerEvent: Hashable, Sendable {
  /// It has something to say to the user, in a line.
  case said(String)
  /// It found nothing more to do.
  case finished
  /// It ended as it was asked to.
  case stopped
  /// It could not go on; its exit status, and its last words.
  case failed(status: Int32, String)
  /// It was killed by a signal.
  case killed
}
