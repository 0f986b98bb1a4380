import ConvEngine
import Datasets
import Foundation
import RunStore
import Training

extension SweepWorker {
  /// A finished run of the same experiment with the same parameters and the same data, the newest; nil
  /// where there is none.
  func equalRun(_ experiment: ExperimentSpec, options: LaunchOptions) throws -> RunIdentifier? {
    let plan = try experiment.plan(instructionSet: options.execution.instructionSet)
    let params = (experiment.parameters + plan.methods).map { ($0.name, ParamValue($0.value)) }
    let found = try store.finishedRuns(of: experiment.name, params: params)
    if found.isEmpty { return nil }
    // Only now: reading pictures takes a while.
    let dataset = try loadDataset(experiment.dataset.spec, directory: options.data)
    let info = DatasetInfo(dataset, validation: experiment.dataset.validation)
    return try found.first { run in
      let record = try store.run(run)
      return record.dataset == info && record.metrics[sweep.metric.name]?.best != nil
    }
  }

  /// Takes a run for a trial: at each rung it came to what it would have come to.
  /// - Parameter rungs: epochs, ascending.
  func reuse(_ run: RunIdentifier, as trial: LiveTrial, rungs: [Int]) throws {
    let points = try store.curves(sweep.metric.name, of: [run]).first?.points ?? []
    let last = points.last?.epoch ?? 0
    let reports = rungs.map { rung in
      let values = points.lazy.filter { $0.epoch <= rung && $0.value.isFinite }.map(\.value)
      let best = sweep.metric.direction == .min ? values.min() : values.max()
      return (epoch: min(rung, last), value: best ?? .nan)
    }
    try store.reuse(run, as: trial, reports: reports, at: now())
    let isTagged = try store.run(run).tags.contains { $0.hasPrefix("sweep=") }
    if !isTagged { try store.tag(run, adding: ["sweep=\(sweep.name)"], at: now()) }
  }
}
