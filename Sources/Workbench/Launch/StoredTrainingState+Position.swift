import ConvEngine
import Foundation
import RunStore
import Training

extension StoredTrainingState {
  /// A training as it stands.
  /// - Parameter weights: the network's as they are stored with the epoch's checkpoint; nil to read
  ///   them from it.
  init(_ position: TrainingPosition, of state: TrainingState, weights: [StoredTensor]? = nil) throws
  {
    self.init(
      epoch: position.epoch, epochStep: position.step, step: state.step,
      progress: String(decoding: try JSONEncoder().encode(position.part), as: UTF8.self),
      parameters: weights ?? state.parameters.map { StoredTensor($0) },
      optimizer: state.optimizer.map { StoredTensor($0) })
  }
}

extension TrainingPosition {
  /// Where a stored state was taken.
  init(_ state: StoredTrainingState) throws {
    self.init(
      epoch: state.epoch, step: state.epochStep,
      part: try JSONDecoder().decode(Part.self, from: Data(state.progress.utf8)))
  }
}
