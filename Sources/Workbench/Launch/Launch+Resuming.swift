package import RunStore
import Training

extension Launch {
  /// Goes on with the run that has the name of `options`, or trains it from the start where there is
  /// none: for schedulers that start the same command again and again. Of a run that has finished
  /// nothing is left to do.
  ///
  /// - Throws: `WorkbenchError.otherExperiment` if that run is one of another experiment.
  package func runOrResume(
    in store: RunStore, control: TrainingControl = TrainingControl(),
    onEvent: (LaunchEvent) -> Void = { _ in }
  ) throws -> RunRecord {
    guard let name = options.name, let run = try store.run(named: name) else {
      return try self.run(in: store, control: control, onEvent: onEvent)
    }
    guard try store.experimentText(of: run) == experiment.text else {
      throw WorkbenchError.otherExperiment(run: name)
    }
    let record = try store.run(run)
    if record.status == .finished { return record }
    return try Resume(run, options: options).run(in: store, control: control, onEvent: onEvent)
  }
}
