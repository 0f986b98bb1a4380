package import Datasets
package import RunStore

/// Evaluates runs for whoever knows nothing of data sets: a server.
package struct RunEvaluator: Sendable {
  private let data: DataLocation

  /// - Parameter data: where the pictures are looked for.
  package init(data: DataLocation = DataLocation()) { self.data = data }

  package func details(
    of run: RunIdentifier, _ checkpoint: CheckpointChoice, _ split: ImageSplit, from store: RunStore
  ) throws -> DetailedEvaluation {
    try RunEvaluation(of: run, checkpoint: checkpoint, split: split, data: data).details(
      from: store)
  }
}
