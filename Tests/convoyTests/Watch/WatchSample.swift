import Foundation
import RunStore

@testable import convoy

/// The sample runs and one that is running, as the live view loads them.
struct WatchSample {
  let store: RunStore
  /// Holds the run's lock.
  private let live: LiveRun
  var state = WatchState()
  /// A little after the running one's last epoch.
  let now = SampleRuns.start + 3 * 3600 + 35

  /// - Parameter path: where the database is made.
  init(in path: String) throws {
    try SampleRuns.record(in: path)
    store = try RunStore(path: path)
    let start = SampleRuns.start + 3 * 3600
    let finished = try store.run(store.resolve("cnn-1"))
    live = try store.createRun(
      NewRun(
        name: "live", experiment: "sample", experimentText: "name: sample\n",
        commandLine: ["convoy", "run", "sample.yaml"], tags: ["night"], note: nil, seed: 2,
        params: [
          ("depth", ParamValue(parsing: "64")), ("training.epochs", ParamValue(parsing: "8")),
        ],
        environment: finished.environment, dataset: finished.dataset, model: finished.model,
        startedAt: start))
    for epoch in 1...3 {
      let accuracy = 0.4 + 0.1 * Double(epoch)
      try store.recordEpoch(
        live, epoch: epoch,
        metrics: [
          ("train_loss", 1.5 / Double(epoch)), ("val_loss", 1 - accuracy),
          ("val_accuracy", accuracy),
          ("val_accuracy.disc", accuracy + 0.1), ("val_accuracy.ring", accuracy - 0.1),
          ("learning_rate", 0.001), ("epoch_seconds", 10.5), ("images_per_second", 3431.6),
        ], checkpoint: nil, at: start + 11 * Double(epoch))
    }
    try load()
  }

  /// Brings the state up to date, as the loop does.
  mutating func load() throws {
    switch state.subject {
    case .single(let run):
      state.show([try store.run(run)], hasMore: false, metrics: try store.metricNames())
    case .list:
      state.show(
        try store.runs(RunQuery(where: try WatchState.filter(state.filter))), hasMore: false,
        metrics: try store.metricNames())
    }
    state.curves = try state.metric.map { try store.curves($0, of: state.drawn) } ?? []
  }

  /// Presses keys and loads what they ask for; the effect of the last one.
  @discardableResult
  mutating func press(_ keys: Key...) throws -> WatchState.Effect {
    var effect = WatchState.Effect.none
    for key in keys {
      effect = state.handle(key, page: 2)
      try load()
    }
    return effect
  }

  func lines(_ columns: Int, _ rows: Int, palette: Palette = .plain) -> [String] {
    WatchView(
      state: state, database: "runs.sqlite", size: TerminalSize(columns: columns, rows: rows),
      palette: palette, now: now
    ).lines
  }

  var selectedName: String? { state.runs.first { $0.id == state.selected }?.name }
  var drawnNames: [String] { state.curves.map(\.name) }
}

/// Gives `body` a fresh sample.
func withWatchSample(_ body: (inout WatchSample) throws -> Void) throws {
  try withProgram { convoy in
    var sample = try WatchSample(in: convoy.folder + "/convoy.sqlite")
    try body(&sample)
  }
}
