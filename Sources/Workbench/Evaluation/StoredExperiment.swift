import ConvEngine
import Datasets
import RunStore
import Training

/// A run's experiment, read back from the text the store keeps.
struct StoredExperiment {
  let record: RunRecord
  let spec: ExperimentSpec

  init(_ run: RunIdentifier, in store: RunStore) throws {
    record = try store.run(run)
    let text = try store.experimentText(of: run)
    if text.isEmpty {
      throw WorkbenchError.unusableRun(
        run: record.name, found: "no experiment, another program logged it")
    }
    spec = try ExperimentSpec(
      text: text, path: "the experiment of \(record.name)",
      isKept: true)
  }

  /// Refuses data that are not those of the run. A run of imported weights has no fingerprint: what
  /// they were trained on is not known.
  func check(_ dataset: ImageDataset) throws(WorkbenchError) {
    let recorded = record.dataset.fingerprint
    guard recorded.isEmpty || recorded == dataset.fingerprint else {
      throw .otherData(
        run: record.name, dataset: dataset.name, recorded: recorded, found: dataset.fingerprint)
    }
  }

  /// What the run computed with, as far as this machine can.
  var instructionSet: InstructionSet {
    let level = InstructionSet(rawValue: record.environment.isa) ?? .best
    return InstructionSet.available.contains(level) ? level : .best
  }

  /// The weights of a checkpoint.
  func tensors(of checkpoint: Checkpoint) throws(WorkbenchError) -> [NamedTensor] {
    try tensors(checkpoint.tensors)
  }

  /// Tensors of the store as a network takes them.
  func tensors(_ list: [StoredTensor]) throws(WorkbenchError) -> [NamedTensor] {
    try list.named(run: record.name)
  }
}
