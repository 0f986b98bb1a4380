/// How long an operation waits for other processes that write.
enum Patience {
  /// Where somebody waits for the answer.
  static let ordinary: Duration = .seconds(10)
}

extension RunStore {
  /// How long a run that is being recorded waits: it would lose hours of training, and whatever else
  /// writes is over sooner.
  public static let trainingPatience: Duration = .seconds(600)
}

extension Duration {
  /// The whole of it in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}

extension StoreError {
  /// Another process did not let go of the database, or of the file at `path`.
  static func busy(_ path: String, after patience: Duration) -> StoreError {
    .busy(
      "\(path): another process has been writing for over \(patience.components.seconds) seconds; "
        + "try again")
  }
}
