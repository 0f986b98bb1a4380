/// A trial that was proposed, as far as it has come.
package struct PastTrial: Sendable {
  package enum Outcome: Hashable, Sendable {
    /// Under way, or not begun: nothing is known of it.
    case open
    /// After this many epochs; less loss is better, NaN and infinity are worst. `isComplete`: it was
    /// trained to the end.
    case measured(loss: Double, epochs: Int, isComplete: Bool)
  }

  /// What the strategy counted it as.
  package let draw: Int
  package let configuration: Configuration
  package let outcome: Outcome

  package init(draw: Int, configuration: Configuration, outcome: Outcome) {
    self.draw = draw
    self.configuration = configuration
    self.outcome = outcome
  }
}
