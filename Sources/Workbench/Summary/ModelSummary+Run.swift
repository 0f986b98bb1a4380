package import RunStore
import Training

extension ModelSummary {
  /// The layers of a recorded run's network, as its machine planned them or as this one would.
  package init(of run: RunIdentifier, in store: RunStore) throws {
    let stored = try StoredExperiment(run, in: store)
    self.init(try stored.spec.plan(instructionSet: stored.instructionSet))
  }
}
