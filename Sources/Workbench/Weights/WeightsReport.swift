package import RunStore

/// What the weights of a checkpoint look like.
package struct WeightsReport: Sendable {
  package let run: RunIdentifier
  package let runName: String
  /// The epoch whose weights they are.
  package let epoch: Int
  /// In the order of the layers.
  package let tensors: [TensorStatistics]
  /// nil where the network has no convolution over images.
  package let kernels: KernelPictures?

  /// Reads a checkpoint of a run.
  package init(
    of run: RunIdentifier, _ checkpoint: CheckpointChoice, from store: RunStore
  ) throws {
    let weights = try store.checkpoint(run, checkpoint)
    self.run = run
    runName = try store.run(run).name
    let tensors = try weights.tensors.named(run: runName)
    epoch = weights.epoch
    self.tensors = tensors.map(TensorStatistics.init)
    kernels = KernelPictures(firstIn: tensors)
  }
}

extension WeightsReport: Encodable {
  private enum CodingKeys: String, CodingKey { case run, runName, epoch, tensors }

  /// Writes everything but the pictures.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(run, forKey: .run)
    try container.encode(runName, forKey: .runName)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(tensors, forKey: .tensors)
  }
}
