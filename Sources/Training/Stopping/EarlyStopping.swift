/// Ends a training that has not become better for some epochs.
package struct EarlyStopping: Hashable, Sendable {
  /// Epochs without a better value after which training ends; 1 or more.
  package var patience: Int
  /// A value is better only by more than this.
  package var minDelta: Double
  /// The metric, lower of a loss and higher of an accuracy being better.
  package var monitor: String

  package init(patience: Int, minDelta: Double = 0, monitor: String) {
    self.patience = patience
    self.minDelta = minDelta
    self.monitor = monitor
  }

  /// Whether a value is better than the best so far.
  func isBetter(_ value: Double, than best: Double) -> Bool {
    monitor.hasSuffix("_loss") ? value < best - minDelta : value > best + minDelta
  }
}
