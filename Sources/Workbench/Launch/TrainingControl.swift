package import Training

/// What whoever started a training has to say while it goes on. A training that is stopped or paused
/// ends as interrupted, and `Resume` takes it up again.
package struct TrainingControl {
  /// Asked before each step.
  package var shouldStop: () -> Bool
  /// The epoch after which to pause; nil for none. Its state is kept as every epoch's is, so that a
  /// pause costs nothing.
  package var pauseAfter: Int?
  /// Asked after each epoch but the last; a reason, in a few words, ends the training there.
  package var pause: (EpochReport) throws -> String?

  package init(
    shouldStop: @escaping () -> Bool = { false }, pauseAfter: Int? = nil,
    pause: @escaping (EpochReport) throws -> String? = { _ in nil }
  ) {
    self.shouldStop = shouldStop
    self.pauseAfter = pauseAfter
    self.pause = pause
  }

  /// Why the training is to end after this epoch; nil if it is not.
  func reasonToPause(_ report: EpochReport) throws -> String? {
    if let reason = try pause(report) { return reason }
    guard let pauseAfter, report.epoch >= pauseAfter else { return nil }
    return "as planned"
  }
}
