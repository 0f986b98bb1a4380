/// What a worker that looks for work is to do, by the plan of its sweep.
public enum TrialDecision: Sendable, Hashable {
  /// Train the trial of that number to that rung.
  case take(number: Int, rung: Int)
  /// Plan a further trial, and train it to its first rung.
  case add(NewTrial)
  /// Give a trial up, and decide again.
  case giveUp(number: Int, message: String)
  /// Others are at work, and what they find decides what comes next.
  case wait
  /// Nothing is left to do.
  case end
}

/// What a worker that looked for work got.
public enum TrialClaim: Sendable {
  /// A trial of its own.
  case trial(LiveTrial)
  /// Nothing now.
  case wait
  /// Nothing any more.
  case end
}

/// A trial that a worker has taken: as long as this value lives, or until it is reported, nobody else
/// takes it; if the process dies, it is taken up again.
public final class LiveTrial: Sendable {
  /// From 1, in the order trials were planned.
  public let number: Int
  /// Which of the sweep's ladders of epochs it climbs.
  public let bracket: Int
  /// What it is to be trained to.
  public let rung: Int
  /// The hyperparameters it sets, each with its text.
  public let configuration: [String: String]
  /// The run to go on with; nil where it has not begun.
  public let run: RunIdentifier?
  let row: Int64
  private let lock: LiveLock

  init(_ record: TrialRecord, rung: Int, row: Int64, lock: LiveLock) {
    number = record.number
    bracket = record.bracket
    self.rung = rung
    configuration = record.configuration
    run = record.run
    self.row = row
    self.lock = lock
  }

  /// Gives up the trial's lock.
  func release() { lock.release() }

  /// Where the lock of a trial is in the .live file: behind those of all runs.
  static func lockByte(row: Int64) -> Int64 { 1 << 40 + row }
}

/// How far a worker has brought a trial.
public enum TrialOutcome: Sendable, Hashable {
  /// At its rung, and may go on.
  case paused
  /// Trained to the end.
  case finished
  /// Diverged, or could not be trained, and why.
  case failed(String)
}
