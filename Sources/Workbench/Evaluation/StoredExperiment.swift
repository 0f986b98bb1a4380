import ConvEngine
import RunStore
import Training

/// A run's experiment, read back from the text the store keeps.
struct StoredExperiment {
  let record: RunRecord
  let spec: ExperimentSpec

  init(_ run: RunIdentifier, in store: RunStore) throws {
    record = try store.run(run)
    spec = try ExperimentSpec(
      text: try store.experimentText(of: run), path: "the experiment of \(record.name)",
      isKept: true)
  }

  /// What the run computed with, as far as this machine can.
  var instructionSet: InstructionSet {
    let level = InstructionSet(rawValue: record.environment.isa) ?? .best
    return InstructionSet.available.contains(level) ? level : .best
  }

  /// The weights of a checkpoint.
  func tensors(of checkpoint: Checkpoint) throws(WorkbenchError) -> [NamedTensor] {
    var tensors: [NamedTensor] = []
    for stored in checkpoint.tensors {
      guard let tensor = NamedTensor(stored) else {
        throw .unusableRun(
          run: record.name,
          found: "tensor \(stored.name) has \(stored.bytes.count) bytes for shape \(stored.shape)")
      }
      tensors.append(tensor)
    }
    return tensors
  }
}
