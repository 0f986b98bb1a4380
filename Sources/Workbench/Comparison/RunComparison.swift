package import RunStore
import Training

/// Runs side by side: the parameters that differ, then what each reached.
package struct RunComparison: Codable, Sendable, Hashable {
  /// What heads a run's column.
  package struct Column: Codable, Sendable, Hashable {
    package let id: RunIdentifier
    package let name: String
    package let status: RunStatus
  }

  /// One parameter or fact, a value per run; nil where a run has none of that name.
  package struct Row: Codable, Sendable, Hashable {
    package let name: String
    package let values: [ParamValue?]

    /// Whether the runs do not all have the same value.
    package var differs: Bool { Set(values.map { $0?.meaning }).count > 1 }
  }

  /// One metric, a summary per run; nil where a run has not recorded it.
  package struct MetricRow: Codable, Sendable, Hashable {
    package let name: String
    package let direction: MetricDirection
    package let values: [MetricSummary?]

    /// The position of the run whose best value is best of all; nil if none is finite, or if the
    /// first place is shared.
    package var winner: Int? {
      let best = values.map { $0.flatMap { direction == .min ? $0.min : $0.max } }
      let finite = best.compactMap { $0 }
      guard let top = direction == .min ? finite.min() : finite.max() else { return nil }
      let places = best.indices.filter { best[$0] == top }
      return places.count == 1 ? places.first : nil
    }
  }

  package let runs: [Column]
  /// Parameters, hyperparameters first, then in the order of the network.
  package let parameters: [Row]
  /// Data set, size of the network, machine and duration.
  package let facts: [Row]
  package let metrics: [MetricRow]
  /// The networks' layers; none where the runs alone were compared, without their store.
  package internal(set) var layers: [LayerRow] = []
  /// What makes the comparison less than fair, in whole sentences, and where to see more of it.
  package internal(set) var warnings: [String]

  /// - Parameter all: also the parameters and facts that all runs share.
  /// - Throws: `WorkbenchError.tooFewRuns` for fewer than two.
  package init(of records: [RunRecord], all: Bool = false) throws(WorkbenchError) {
    guard records.count > 1 else { throw .tooFewRuns(records.count) }
    runs = records.map { Column(id: $0.id, name: $0.name, status: $0.status) }
    let names = Set(records.flatMap { $0.params.keys })
    parameters = names.sorted(by: NaturalOrder.parameterPrecedes).map { name in
      Row(name: name, values: records.map { $0.params[name] })
    }.filter { all || $0.differs }
    facts = Self.facts(records).filter { all || $0.differs }
    metrics = Self.metrics(records)
    warnings = Self.warnings(records)
  }

  private static func facts(_ records: [RunRecord]) -> [Row] {
    func row(_ name: String, _ value: (RunRecord) -> ParamValue?) -> Row {
      Row(name: name, values: records.map(value))
    }
    return [
      row("experiment") { .text($0.experiment) },
      row("seed") { .number(Double($0.seed), text: "\($0.seed)") },
      row("dataset.fingerprint") { .text($0.dataset.fingerprint) },
      row("model.parameters") { .number(Double($0.model.parameters)) },
      row("model.mflop") { .number($0.model.mflop) },
      row("environment.host") { .text($0.environment.host) },
      row("environment.os") { .text($0.environment.os) },
      row("environment.cpu") { .text($0.environment.cpu) },
      row("environment.isa") { .text($0.environment.isa) },
      row("environment.threads") { .number(Double($0.environment.threads)) },
      row("environment.swift") { .text($0.environment.swift) },
      row("environment.convoy") { .text($0.environment.convoy) },
      row("environment.git") { record in
        record.environment.git.map { .text($0.commit + ($0.dirty ? " dirty" : "")) }
      },
      row("duration_seconds") { .number($0.durationSeconds) },
    ]
  }

  private static func metrics(_ records: [RunRecord]) -> [MetricRow] {
    let names = Set(records.flatMap { $0.metrics.keys })
    return Metric.inOrder(names).map { name in
      let values = records.map { $0.metrics[name] }
      let direction = values.lazy.compactMap { $0?.direction }.first ?? .of(name)
      return MetricRow(name: name, direction: direction, values: values)
    }
  }

  private static func warnings(_ records: [RunRecord]) -> [String] {
    var warnings: [String] = []
    let known = records.filter { !$0.dataset.fingerprint.isEmpty }
    if Set(known.map(\.dataset.fingerprint)).count > 1 {
      warnings.append(
        "the runs were trained on different data (dataset.fingerprint): their metrics do not compare"
      )
    } else if Set(known.map { [$0.dataset.train, $0.dataset.validation] }).count > 1 {
      warnings.append(
        "the runs divide the data differently: their validation metrics do not compare")
    }
    let open = records.filter { $0.status != .finished }
    if !open.isEmpty {
      let list = open.map { "\($0.name) \($0.status.rawValue)" }.joined(separator: ", ")
      warnings.append("not all runs are finished: \(list)")
    }
    return warnings
  }
}
