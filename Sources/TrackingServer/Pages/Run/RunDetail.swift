import Charts
import RunStore
import Workbench

/// All that the store has for a run's page.
struct RunDetail: Sendable {
  let run: RunRecord
  /// At most `mostChildren`, the oldest first.
  let children: [RunChild]
  /// The newest first.
  let events: [RunEvent]
  let groups: [CurveGroup]
  /// nil of a run whose network is not known: it was logged by another program.
  let layers: ModelSummary?
  let times: [LayerTime]
  let artifacts: [ArtifactInfo]
  /// Whether it can be told that a run that reads as running does.
  let isLivenessKnown: Bool
  /// What commands call the run.
  let reference: String

  static let mostChildren = 100
  static let mostEvents = 200

  /// - Parameter isWhole: false for what changes while a run trains, alone.
  init(of id: RunIdentifier, from store: RunStore, isWhole: Bool = true) throws {
    run = try store.run(id)
    children = isWhole ? try store.children(of: id, limit: Self.mostChildren) : []
    events = try store.events(of: id, limit: Self.mostEvents).reversed()
    groups = try CurveGroup.all(of: run, from: store)
    // The text of an experiment may be one that this version no longer reads; its page is shown without.
    layers = run.isForeign || !isWhole ? nil : try? ModelSummary(of: id, in: store)
    times = LayerTime.all(of: run)
    artifacts = isWhole ? try store.artifacts(of: id) : []
    isLivenessKnown = try !store.runsOfUnknownLiveness().contains(id)
    reference = try store.reference(to: run)
  }
}

/// Metrics of one run that belong into one chart: `train_loss` and `val_loss`.
struct CurveGroup: Sendable {
  /// What they have in common: `loss`.
  let title: String
  let chart: Chart

  /// More metrics than these have no curves on a page; the table has them all.
  static let most = 60

  static func all(of run: RunRecord, from store: RunStore) throws -> [CurveGroup] {
    let names = run.metrics.keys.filter { !LayerTime.isTime(metric: $0) }.sorted().prefix(most)
    var groups: [String: [String]] = [:]
    for name in names { groups[stem(of: name), default: []].append(name) }
    return try groups.sorted { (rank($0.key), $0.key) < (rank($1.key), $1.key) }.map {
      stem, names in
      let ordered = names.sorted { (part(of: $0), $0) < (part(of: $1), $1) }
      let curves = try ordered.flatMap { try store.curves($0, of: [run.id]) }
      var chart = Chart(stem, curves)
      for (index, name) in ordered.enumerated() { chart.series[index].name = name }
      return CurveGroup(title: stem, chart: chart)
    }
  }

  private static let parts = ["train_", "training_", "val_", "validation_", "test_"]

  private static func part(of name: String) -> Int {
    parts.firstIndex { name.hasPrefix($0) } ?? 0
  }

  private static func stem(of name: String) -> String {
    parts.first { name.hasPrefix($0) && name.count > $0.count }
      .map { String(name.dropFirst($0.count)) } ?? name
  }

  /// What tells most comes first.
  private static func rank(_ stem: String) -> Int {
    switch stem {
    case "loss": 0
    case "accuracy": 1
    case "learning_rate": 3
    case "epoch_seconds", "images_per_second": 4
    default: stem.hasPrefix("system/") ? 5 : 2
    }
  }
}
