import ConvEngine
import Datasets
import Files
package import RunStore
package import Training

/// Weight files: out of a run's checkpoint, and into a run of its own.
package struct WeightsTransfer {
  /// The formats files are written in; both are read, told apart by their first bytes.
  package enum Format: String, CaseIterable, Sendable {
    case safetensors, npz
  }

  package let store: RunStore

  package init(_ store: RunStore) { self.store = store }

  /// The bytes of a weight file with a checkpoint's tensors; a safetensors file also tells the run,
  /// its experiment's text and the epoch.
  package func fileBytes(
    of run: RunIdentifier, _ checkpoint: CheckpointChoice, format: Format
  ) throws -> [UInt8] {
    let stored = try StoredExperiment(run, in: store)
    let weights = try store.checkpoint(run, checkpoint)
    let tensors = try stored.tensors(of: weights)
    switch format {
    case .npz: return try WeightFile.npz(tensors)
    case .safetensors:
      return WeightFile.safetensors(tensors, metadata: stored.metadata(epoch: weights.epoch))
    }
  }

  /// The file of `fileBytes` as safetensors, to be written tensor by tensor.
  package func safetensors(
    of run: RunIdentifier, _ checkpoint: CheckpointChoice
  ) throws -> CheckpointFile {
    let stored = try StoredExperiment(run, in: store)
    let (epoch, tensors) = try store.tensors(of: run, checkpoint)
    return CheckpointFile(
      header: SafetensorsHeader.bytes(
        tensors.map { ($0.name, $0.shape) }, metadata: stored.metadata(epoch: epoch)),
      tensors: tensors)
  }

  /// Makes a finished run whose one checkpoint, at epoch 0, holds the tensors of a file. Its data set
  /// has no fingerprint and its training settings are not recorded: nothing is known of either.
  package func `import`(
    _ path: String, experiment: ExperimentSpec, options: LaunchOptions,
    onEvent: (LaunchEvent) -> Void = { _ in }
  ) throws -> RunRecord {
    let tensors = try WeightFile.read(try Self.bytes(path), path: path)
    let plan = try experiment.plan(instructionSet: options.execution.instructionSet)
    try plan.checkStorable()
    let network = try Network(
      plan, maximumBatch: 1, seed: experiment.training.seed, execution: options.execution)
    do {
      try network.setParameters(tensors)
    } catch {
      throw WorkbenchError.unusableWeights(path: path, found: "\(error)")
    }
    var new = NewRun(
      experiment, plan: plan, options: options,
      environment: RunEnvironment(
        execution: options.execution,
        git: GitProbe(folder: options.folder).finish(within: GitProbe.patience, onEvent: onEvent)
          .state),
      dataset: DatasetInfo(
        name: experiment.dataset.spec.name, fingerprint: "", train: 0, validation: 0, test: 0))
    new.params.removeAll { $0.name.hasPrefix("training.") }
    new.params.append((name: "import.file", value: .text(path)))
    let run = try store.createRun(new)
    let recorder = RunRecorder(store: store, run: run, keep: .all, now: options.now)
    try recorder.finishing {
      try store.recordEpoch(
        run, epoch: 0, metrics: [], checkpoint: NewCheckpoint(network.parameters, keep: .all),
        at: options.now())
      return .finished
    }
    return try store.run(run.id)
  }

  private static func bytes(_ path: String) throws(WorkbenchError) -> [UInt8] {
    do throws(FileFailure) {
      return try InputFile(path).readAll()
    } catch {
      throw error.isMissing ? .notFound(path: path) : .unreadable(path: path, found: error.reason)
    }
  }
}

/// A checkpoint as a safetensors file whose tensors are in the store.
package struct CheckpointFile: Sendable {
  /// What the file begins with.
  package let header: [UInt8]
  /// What follows: their elements (`RunStore.elements`), in this order.
  package let tensors: [TensorInfo]

  /// Of the whole file.
  package var bytes: Int { tensors.reduce(header.count) { $0 + $1.bytes } }
}

extension StoredExperiment {
  /// What a weight file tells beside its tensors.
  fileprivate func metadata(epoch: Int) -> [String: String] {
    [
      "format": "convoy", "run": record.id.text, "name": record.name, "epoch": "\(epoch)",
      "experiment": spec.text,
    ]
  }
}
