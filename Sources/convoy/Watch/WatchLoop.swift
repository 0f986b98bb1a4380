import ArgumentParser
import Foundation
import RunStore

/// Keeps the live view up to date until its reader leaves it.
struct WatchLoop {
  let store: RunStore
  let database: String
  let palette: Palette

  /// How many runs the list holds at most.
  private static let most = 200
  /// How long a key is waited for before the store is asked whether it has changed.
  private static let tick: Int32 = 250
  /// How often runs that are running are looked at although the store has not changed: they may crash.
  private static let patience = Duration.seconds(2)

  /// - Throws: an exit code where the reader left with Ctrl-C.
  func run(_ state: WatchState) throws {
    var state = state
    let screen = try TerminalScreen(for: "watch")
    var decoder = KeyDecoder()
    var painter = ScreenPainter()
    var version: Int?
    var wanted = WatchState.Effect.load
    var loaded = ContinuousClock.now
    while true {
      let isOld = ContinuousClock.now - loaded > WatchLoop.patience
      if isOld, state.runs.contains(where: { $0.status == .running }) { wanted = .load }
      do {
        let newest = try store.dataVersion()
        if newest != version { wanted = .load }
        version = newest
        if wanted == .load {
          loaded = .now
          try loadRuns(&state)
        }
        if wanted != .none { try loadCurves(&state) }
      } catch {
        // What is on the screen stays; the store is asked again with the next change.
        state.message = "\(error)"
      }
      wanted = .none
      let size = screen.size
      let view = WatchView(
        state: state, database: database, size: size, palette: palette, now: Date())
      guard screen.write(painter.update(to: view.lines, size: size)) else { return }

      var keys: [Key] = []
      switch screen.wait(milliseconds: WatchLoop.tick) {
      case .bytes(let bytes): keys = decoder.keys(for: bytes)
      case .quiet: keys = decoder.flush()
      case .signal: break
      case .closed: return
      }
      if TerminalMode.takeContinued() {
        TerminalMode.leave()
        try TerminalMode.enter()
        painter.reset()
      }
      for key in keys {
        switch state.handle(key, page: view.page) {
        case .none: break
        case .loadCurves: if wanted == .none { wanted = .loadCurves }
        case .load: wanted = .load
        case .suspend: screen.suspend()
        case .quit: return
        case .interrupt: throw ExitCode(ExitStatus.interrupted.rawValue)
        }
      }
    }
  }

  private func loadRuns(_ state: inout WatchState) throws {
    let runs: [RunRecord]
    switch state.subject {
    case .single(let run): runs = [try store.run(run)]
    case .list:
      runs = try store.runs(
        RunQuery(where: try WatchState.filter(state.filter), limit: WatchLoop.most + 1))
    }
    state.show(
      Array(runs.prefix(WatchLoop.most)), hasMore: runs.count > WatchLoop.most,
      metrics: try store.metricNames())
  }

  private func loadCurves(_ state: inout WatchState) throws {
    state.curves = try state.metric.map { try store.curves($0, of: state.drawn) } ?? []
  }
}
