import ArgumentParser
import RunStore
import Workbench

/// A training somebody watches: progress on the standard error, the run's id on the standard output,
/// Ctrl-C to stop it.
struct AttendedTraining {
  let isQuiet: Bool
  let output: OutputOptions
  let advice: ResumeAdvice

  /// Trains by `body` and tells how it went.
  /// - Throws: what `body` throws; an exit code where the run was interrupted; what made it fail.
  func run(
    _ body: (TrainingControl, (LaunchEvent) -> Void) throws -> RunRecord
  ) throws {
    let run = try attend(body)
    if output.json { try printJSON(run) } else { printLine(run.id.text) }
    switch run.status {
    case .interrupted: try endInterrupted(run)
    case .failed, .crashed:
      throw CommandError(.failed, "\(run.name): \(run.message ?? run.status.rawValue)")
    case .finished:
      if !isQuiet, let message = run.message { printNote("\(run.name): \(message)") }
    case .running: return
    }
  }

  /// Says how to go on with a run, and ends the program as interrupted.
  func endInterrupted(_ run: RunRecord) throws -> Never {
    try flushStandardOutput()
    printNote("\(run.name): interrupted \(run.progressText); to go on: \(advice(run))")
    throw ExitCode(ExitStatus.interrupted.rawValue)
  }

  /// Trains by `body`.
  /// - Returns: the run as recorded, however it ended.
  func attend(
    _ body: (TrainingControl, (LaunchEvent) -> Void) throws -> RunRecord
  ) throws -> RunRecord {
    var display = isQuiet ? nil : LaunchDisplay(destination: .standardError)
    defer { display?.finish() }
    Interruption.beginWatching()
    var begun: RunIdentifier?
    do {
      return try body(TrainingControl(shouldStop: { Interruption.isRequested })) { event in
        switch event {
        case .note(let text): printNote("note: " + text)
        case .created(let id, _), .resumed(let id, _, _): begun = id
        case .training: break
        }
        display?.show(event)
      }
    } catch {
      // The run is in the store, so its id is told; the error is what matters.
      display?.finish()
      if !output.json, let begun { printLine(begun.text) }
      throw error
    }
  }
}
