package import ConvEngine
package import Datasets
package import RunStore
import Training

/// Puts the weights of a recorded run back into its network and tries it on a split. On the same
/// data the test metrics are, bit for bit, those recorded in training.
package struct RunEvaluation {
  package let run: RunIdentifier
  package var checkpoint: CheckpointChoice
  package var split: ImageSplit
  package var data: DataLocation
  /// nil for as many as there are cores.
  package var threads: Int?
  /// nil for the one the run was trained with, where this machine has it, so that the bits agree.
  package var instructionSet: InstructionSet?

  package init(
    of run: RunIdentifier, checkpoint: CheckpointChoice, split: ImageSplit,
    data: DataLocation, threads: Int? = nil, instructionSet: InstructionSet? = nil
  ) {
    self.run = run
    self.checkpoint = checkpoint
    self.split = split
    self.data = data
    self.threads = threads
    self.instructionSet = instructionSet
  }

  /// Pictures evaluated together; the result does not depend on it.
  private static let batch = 128

  /// Evaluates.
  /// - Throws: `WorkbenchError.otherData` if the data differ from those the run was trained on.
  package func report(from store: RunStore) throws -> EvaluationReport {
    let prepared = try prepare(from: store)
    let result = prepared.network.evaluate(
      pixels: prepared.set.pixels, labels: prepared.set.labels, indices: prepared.range)
    return report(of: result, prepared)
  }

  /// Evaluates, and keeps what was made of each picture; of the same bits.
  /// - Throws: as `report`.
  package func details(from store: RunStore) throws -> DetailedEvaluation {
    let prepared = try prepare(from: store)
    let labels = prepared.set.labels
    var verdicts: [DetailedEvaluation.Verdict] = []
    verdicts.reserveCapacity(prepared.range.count)
    let result = prepared.network.evaluate(
      pixels: prepared.set.pixels, labels: labels, indices: prepared.range
    ) { image, predicted, probabilities in
      let label = Int(labels[image])
      verdicts.append(
        .init(
          image: image, label: label, predicted: predicted,
          probability: Double(probabilities[predicted]),
          labelProbability: Double(probabilities[label])))
    }
    let tensors = prepared.network.parameters
    return DetailedEvaluation(
      record: prepared.stored.record, question: prepared.stored.spec.question,
      report: report(of: result, prepared), verdicts: verdicts, pictures: prepared.set,
      tensors: tensors.map(TensorStatistics.init), kernels: KernelPictures(firstIn: tensors))
  }

  /// A network with its weights, and the pictures it is tried on.
  private struct Prepared {
    let stored: StoredExperiment
    let epoch: Int
    let dataset: ImageDataset
    let set: ImageSet
    let range: Range<Int>
    let network: Network
  }

  private func prepare(from store: RunStore) throws -> Prepared {
    let stored = try StoredExperiment(run, in: store)
    let weights = try store.checkpoint(run, checkpoint)
    let dataset = try loadDataset(stored.spec.dataset.spec, directory: data)
    try stored.check(dataset)
    guard
      let pictures = dataset.pictures(split, validation: stored.spec.dataset.validation)
    else { throw WorkbenchError.emptySplit(run: stored.record.name, split: split) }
    return Prepared(
      stored: stored, epoch: weights.epoch, dataset: dataset, set: pictures.set,
      range: pictures.range, network: try network(stored, with: weights))
  }

  private func report(of result: Evaluation, _ prepared: Prepared) -> EvaluationReport {
    let accuracies = result.perClassAccuracy
    return EvaluationReport(
      run: run, runName: prepared.stored.record.name, epoch: prepared.epoch,
      dataset: prepared.dataset.name, split: split, count: result.count, loss: result.loss,
      accuracy: result.accuracy,
      perClass: prepared.dataset.classNames.enumerated().map { label, name in
        .init(
          name: name, count: result.confusion[label].reduce(0, +), accuracy: accuracies[label])
      },
      confusion: result.confusion)
  }

  func network(
    _ stored: StoredExperiment, with weights: Checkpoint
  ) throws -> Network {
    let execution = ExecutionOptions(
      threads: threads, instructionSet: instructionSet ?? stored.instructionSet)
    let network = try Network(
      try stored.spec.plan(instructionSet: execution.instructionSet), maximumBatch: Self.batch,
      seed: stored.spec.training.seed, labelSmoothing: stored.spec.training.labelSmoothing,
      execution: execution)
    do {
      try network.setParameters(try stored.tensors(of: weights))
    } catch let error as NetworkError {
      throw WorkbenchError.unusableRun(run: stored.record.name, found: "\(error)")
    }
    return network
  }
}
