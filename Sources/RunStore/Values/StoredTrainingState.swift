/// All that a training needs to go on where it was, as the store keeps it: of each run the newest one.
public struct StoredTrainingState: Sendable, Hashable {
  /// Whole epochs behind it, and steps of the next.
  public var epoch, epochStep: Int
  /// Optimiser steps taken since the beginning.
  public var step: Int
  /// What else the training loop needs to know, as JSON of its own.
  public var progress: String
  /// The network's weights, and what the optimiser remembers; each name once among both.
  public var parameters, optimizer: [StoredTensor]

  /// A state out of its parts.
  public init(
    epoch: Int, epochStep: Int = 0, step: Int, progress: String = "{}", parameters: [StoredTensor],
    optimizer: [StoredTensor]
  ) {
    self.epoch = epoch
    self.epochStep = epochStep
    self.step = step
    self.progress = progress
    self.parameters = parameters
    self.optimizer = optimizer
  }
}
