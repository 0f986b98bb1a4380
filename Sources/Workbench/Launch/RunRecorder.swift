import ConvEngine
import Foundation
import RunStore
import Training

/// Writes a run into the store while it trains.
struct RunRecorder {
  let store: RunStore
  let run: LiveRun
  let keep: CheckpointPolicy
  let now: () -> Date

  /// Records an epoch's metrics, its weights and the state to go on from in one transaction. Spoiled
  /// weights are not kept: what the epochs before left stays.
  func record(_ report: EpochReport, of network: Network) throws {
    var checkpoint: NewCheckpoint?
    if report.isHealthy {
      let state = network.trainingState
      var kept = NewCheckpoint(state.parameters, keep: keep)
      kept.state = try StoredTrainingState(
        TrainingPosition(epoch: report.epoch), of: state, weights: kept.tensors)
      checkpoint = kept
    }
    try store.recordEpoch(
      run, epoch: report.epoch, metrics: report.metrics.map { ($0.name, $0.value) },
      checkpoint: checkpoint, at: now())
  }

  /// Keeps a state within an epoch to go on from.
  func keep(_ position: TrainingPosition, of network: Network) throws {
    try store.recordState(
      run, try StoredTrainingState(position, of: network.trainingState), at: now())
  }

  /// Trains by `body` and records how it ended, a thrown error included.
  func finishing(_ body: () throws -> TrainingOutcome) throws {
    let outcome: TrainingOutcome
    do {
      outcome = try body()
    } catch {
      // The first error is the one to report; if the store fails here too, the run's lock is free
      // when this process ends and the run reads as crashed.
      try? store.finish(run, status: .failed, message: "\(error)", at: now())
      throw error
    }
    switch outcome {
    case .finished: try store.finish(run, status: .finished, message: nil, at: now())
    case .ended(let epochs, let reason):
      try store.finish(
        run, status: .finished,
        message: "ended after \(TrainingPosition(epoch: epochs)): \(reason)",
        at: now())
    case .stopped(let position):
      try store.finish(
        run, status: .interrupted, message: "stopped on request after \(position)", at: now())
    case .paused(let epochs, let reason):
      try store.finish(
        run, status: .interrupted,
        message: "paused after \(TrainingPosition(epoch: epochs)): \(reason)", at: now())
    case .diverged(let message):
      try store.finish(run, status: .failed, message: message, at: now())
    }
  }
}

extension NewCheckpoint {
  init(_ tensors: [NamedTensor], keep: CheckpointPolicy) {
    let kept: Keep =
      switch keep {
      case .bestAndLast: .bestAndLast
      case .all: .all
      }
    self.init(tensors: tensors.map { StoredTensor($0) }, keep: kept)
  }
}
