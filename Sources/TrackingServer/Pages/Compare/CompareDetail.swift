import Charts
import RunStore
import Workbench

/// What the store has for a comparison.
struct CompareDetail: Sendable {
  let runs: [RunRecord]
  let comparison: RunComparison
  /// Of the runs' metrics but times of layers, sorted.
  let metricNames: [String]
  /// The metric that is drawn; nil where there is none.
  let metric: String?
  let curves: [RunCurve]
  /// What commands call each run.
  let references: [String]

  init(_ request: CompareRequest, from store: RunStore) throws {
    let most = CompareRequest.mostRuns
    if request.references.isEmpty, !request.filter.isEmpty {
      let filter = try Filter(parsing: request.filter, source: "where")
      runs = try store.runs(RunQuery(where: filter, limit: most))
    } else {
      runs = try request.references.map {
        try store.run(try store.resolve($0, includingDeleted: true))
      }
    }
    comparison = try RunComparison(of: runs, all: request.showsAll)
    metricNames = Set(runs.flatMap(\.metrics.keys)).filter { !LayerTime.isTime(metric: $0) }
      .sorted()
    metric = request.metric ?? RunsPage.tellingMetric(of: runs)
    let ids = runs.map(\.id)
    references = try runs.map { try store.reference(to: $0) }
    curves = try metric.map { try store.curves($0, of: ids) } ?? []
  }

  /// Parameters that differ, those that were set before those that follow from the network; of such that
  /// divide the runs alike the first.
  var settings: [String] {
    let differing = comparison.parameters.filter(\.differs)
    let isOfNetwork = { (row: RunComparison.Row) in row.name.hasPrefix("model.") }
    var seen: Set<[Int]> = []
    return (differing.filter { !isOfNetwork($0) } + differing.filter(isOfNetwork)).filter { row in
      // The first run with an equal value stands for each run.
      seen.insert(row.values.map { value in row.values.firstIndex(of: value) ?? 0 }).inserted
    }.map(\.name)
  }

  /// The best value of the metric that is drawn.
  func best(_ run: RunRecord) -> Double? { metric.flatMap { run.metrics[$0]?.best } }
}

extension ChartValue {
  /// A parameter's value for an axis.
  init(_ value: ParamValue) { self = value.number.map { .number($0) } ?? .text(value.description) }
}
