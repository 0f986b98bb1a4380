/// How far a training has come: with the network's `TrainingState` all that it needs to go on, bit for
/// bit.
package struct TrainingPosition: Hashable, Sendable {
  /// The steps of an epoch that has begun and not ended.
  package struct Part: Hashable, Sendable, Codable {
    /// Over these steps.
    var mean = RunningMean()
    /// What they took.
    var seconds = 0.0

    /// No step.
    package init() {}
  }

  /// Whole epochs behind it.
  package let epoch: Int
  /// Steps of the next epoch behind it.
  package let step: Int
  /// What these steps gave.
  package let part: Part

  package init(epoch: Int, step: Int = 0, part: Part = Part()) {
    self.epoch = epoch
    self.step = step
    self.part = part
  }

  /// Nothing done.
  package static let beginning = TrainingPosition(epoch: 0)
}

extension TrainingPosition: CustomStringConvertible {
  /// `3 epochs`, or `3 epochs and 17 steps`.
  package var description: String {
    func count(_ number: Int, _ noun: String) -> String {
      number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
    return count(epoch, "epoch") + (step == 0 ? "" : " and " + count(step, "step"))
  }
}
