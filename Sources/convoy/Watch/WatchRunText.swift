import Foundation
import RunStore

/// How far a run has come, in words for the live view.
struct WatchRunText {
  let run: RunRecord
  let now: Date

  /// Epochs it was asked for, where that is known.
  private var epochs: Int? { run.params["training.epochs"]?.number.map { Int($0) } }

  /// The part of its epochs that is done; a finished run that stopped early is done.
  private var fraction: Double {
    if run.status == .finished { return 1 }
    guard let epochs, epochs > 0 else { return 0 }
    return min(1, Double(run.epochsDone) / Double(epochs))
  }

  func bar(width: Int) -> String { progressBar(fraction, width: width) }

  /// `3,431`, of the last epoch.
  var speed: String? {
    guard let value = run.metrics["images_per_second"]?.last, value.isFinite, value < 1e15 else {
      return nil
    }
    return Format.count(Int(value))
  }

  /// What is left of a running run, as far as it can be told from its last epoch; else its duration.
  var time: String {
    guard run.status == .running else { return Format.duration(run.durationSeconds) }
    guard let epochs, let epoch = run.metrics["epoch_seconds"]?.last, epoch.isFinite else {
      return "–"
    }
    let sinceEpoch = now.timeIntervalSince(run.startedAt) - run.durationSeconds
    let left = epoch * Double(epochs - run.epochsDone) - max(0, min(epoch, sinceEpoch))
    return Format.wait(max(0, left)) + " left"
  }
}
