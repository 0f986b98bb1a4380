import ConvEngine
package import RunStore
import Training

extension RunComparison {
  /// One layer of the runs' networks; nil where a run's has none of that name, or where its experiment
  /// is not known.
  package struct LayerRow: Codable, Sendable, Hashable {
    /// `conv_1`, as `convoy summary` names it.
    package let name: String
    /// Output shape, parameters and kernel.
    package let values: [String?]

    /// Whether the runs do not all have the same layer.
    package var differs: Bool { Set(values).count > 1 }
  }

  /// Compares runs with all that is kept of them: their networks and the changes to their code, too.
  package init(
    of ids: [RunIdentifier], in store: RunStore, all: Bool = false
  ) throws {
    let records = try ids.map { try store.run($0) }
    self = try RunComparison(of: records, all: all)
    layers = Self.layers(try ids.map { try Self.model(of: $0, in: store) })
      .filter { all || $0.differs }
    let changes = try ids.map { try store.codeDiff(of: $0) }
    warnings += Self.notes(onCodeOf: records, changes: changes)
  }

  /// nil where the experiment is not known (an imported run) or no longer an experiment.
  private static func model(
    of run: RunIdentifier, in store: RunStore
  ) throws -> ModelSummary? {
    if try store.experimentText(of: run).isEmpty { return nil }
    // What this version cannot read is compared by its parameters alone.
    return try? ModelSummary(StoredExperiment(run, in: store).plan)
  }

  private static func layers(_ models: [ModelSummary?]) -> [LayerRow] {
    var names: [String] = []
    for layer in models.compactMap({ $0 }).flatMap(\.layers) where !names.contains(layer.name) {
      names.append(layer.name)
    }
    return names.map { name in
      LayerRow(
        name: name,
        values: models.map { model in model?.layers.first { $0.name == name }.map(text) })
    }
  }

  private static func text(_ layer: ModelSummary.Layer) -> String {
    var parts = [layer.output]
    if layer.parameters > 0 { parts.append("\(layer.parameters) parameters") }
    if !layer.kernel.isEmpty { parts.append(layer.kernel) }
    return parts.joined(separator: ", ")
  }

  /// How to see what differs in the code the runs were made with.
  private static func notes(onCodeOf records: [RunRecord], changes: [CodeDiff?]) -> [String] {
    var notes: [String] = []
    let commits = records.compactMap { $0.environment.git?.commit }
    if let first = commits.first, let other = commits.first(where: { $0 != first }) {
      notes.append(
        "the runs were made with different commits: git diff \(first.prefix(12)) \(other.prefix(12))"
      )
    }
    if Set(changes).count > 1 {
      let changed = zip(records, changes).filter { $0.1 != nil }.map(\.0.name)
      notes.append(
        "uncommitted changes to the code differ: convoy show RUN --diff prints those of "
          + changed.joined(separator: ", "))
    }
    return notes
  }
}

extension StoredExperiment {
  /// The run's network, with the kernels of the instruction set it ran on.
  fileprivate var plan: NetworkPlan {
    get throws { try spec.plan(instructionSet: instructionSet) }
  }
}
