import ConvEngine
package import RunStore
import Training

/// The weights of another run that a training begins with instead of random ones. The run records which
/// they were, so that it can begin with them again.
package struct InitialWeights: Sendable {
  package let run: RunIdentifier
  package let checkpoint: CheckpointChoice

  package init(_ run: RunIdentifier, _ checkpoint: CheckpointChoice) {
    self.run = run
    self.checkpoint = checkpoint
  }

  /// The parameters they are recorded by.
  private static let runParameter = "init.run"
  private static let epochParameter = "init.epoch"

  /// Those a recorded run began with; nil if they were random.
  init?(of record: RunRecord) {
    guard case .text(let text)? = record.params[Self.runParameter],
      let run = RunIdentifier(text),
      case .number(let epoch, _)? = record.params[Self.epochParameter]
    else { return nil }
    self.init(run, .epoch(Int(epoch)))
  }

  /// Puts them into a network: every tensor whose name and shape the network has too. The others keep
  /// what they had, as the head of a network for other classes must.
  /// - Returns: the epoch they are of, and what the user should know, in a sentence.
  /// - Throws: `WorkbenchError.noWeightsInCommon` where no tensor fits.
  func put(
    into network: Network, from store: RunStore
  ) throws -> (epoch: Int, note: String) {
    let stored = try StoredExperiment(run, in: store)
    let weights = try store.checkpoint(run, checkpoint)
    let given = Dictionary(try stored.tensors(of: weights).map { ($0.name, $0) }) { first, _ in
      first
    }
    var taken = 0
    var anew: [String] = []
    let tensors = network.parameters.map { own in
      guard let tensor = given[own.name], tensor.shape == own.shape else {
        anew.append(own.name)
        return own
      }
      taken += 1
      return tensor
    }
    let name = stored.record.name
    guard taken > 0 else { throw WorkbenchError.noWeightsInCommon(run: name) }
    try network.setParameters(tensors)
    let rest = anew.isEmpty ? "" : "; these begin anew: \(anew.joined(separator: ", "))"
    return (
      weights.epoch,
      "begins with \(taken) of \(tensors.count) tensors of \(name), epoch \(weights.epoch)\(rest)"
    )
  }

  /// What a run that begins with them, of that epoch, records.
  func record(in new: inout NewRun, epoch: Int) {
    // One that repeats such a run is the child of that.
    if new.parent == nil { new.parent = RunParent(run, .fineTuned) }
    new.params += [
      (Self.runParameter, .text(run.text)),
      (Self.epochParameter, .number(Double(epoch), text: "\(epoch)")),
    ]
  }
}
