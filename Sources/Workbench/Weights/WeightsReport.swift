import ConvEngine
package import RunStore

/// What the weights of a checkpoint, or of a file logged with a run, look like.
package struct WeightsReport: Sendable {
  package let run: RunIdentifier
  package let runName: String
  /// The epoch whose weights they are; nil for a file's.
  package let epoch: Int?
  /// The file among the run's artifacts.
  package let artifact: String?
  /// In the order of the layers.
  package let tensors: [TensorStatistics]
  /// nil where the network has no convolution over images.
  package let kernels: KernelPictures?

  init(
    run: RunIdentifier, runName: String, epoch: Int?, artifact: String?,
    tensors: [TensorStatistics], kernels: KernelPictures?
  ) {
    self.run = run
    self.runName = runName
    self.epoch = epoch
    self.artifact = artifact
    self.tensors = tensors
    self.kernels = kernels
  }

  /// Reads a checkpoint of a run.
  package init(
    of run: RunIdentifier, _ checkpoint: CheckpointChoice, from store: RunStore
  ) throws {
    let weights = try store.checkpoint(run, checkpoint)
    self.run = run
    runName = try store.run(run).name
    let tensors = try weights.tensors.named(run: runName)
    (epoch, artifact) = (weights.epoch, nil)
    self.tensors = tensors.map(TensorStatistics.init)
    kernels = KernelPictures(firstIn: tensors)
  }

  /// Reads a safetensors or npz file that a client logged with a run.
  package init(ofArtifact path: String, of run: RunIdentifier, from store: RunStore) throws {
    var weights = try ArtifactWeights(path, of: run, from: store)
    for part in 0..<weights.file.parts {
      try weights.read(store.artifactPart(part, of: weights.file))
    }
    self = try weights.report()
  }
}

extension WeightsReport: Encodable {
  private enum CodingKeys: String, CodingKey { case run, runName, epoch, artifact, tensors }

  /// Writes everything but the pictures.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(run, forKey: .run)
    try container.encode(runName, forKey: .runName)
    try container.encodeIfPresent(epoch, forKey: .epoch)
    try container.encodeIfPresent(artifact, forKey: .artifact)
    try container.encode(tensors, forKey: .tensors)
  }
}
