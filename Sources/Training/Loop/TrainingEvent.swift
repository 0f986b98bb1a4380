package import ConvEngine

/// What training tells while it happens, in this order: `started`, then for each epoch its steps and
/// its report; now and then within an epoch, a state worth keeping.
package enum TrainingEvent: Sendable {
  case started(TrainingStart)
  case step(StepReport)
  /// The training can go on from here: while this is handed out, the network is in that state. After
  /// an epoch its report says so.
  case state(TrainingPosition)
  case epoch(EpochReport)
}

/// The sizes of the training about to begin.
package struct TrainingStart: Hashable, Sendable {
  package let epochs: Int
  package let stepsPerEpoch: Int
  /// Pictures to learn from, to validate with and to test with.
  package let train, validation, test: Int
}

/// Where an epoch stands after a step.
package struct StepReport: Hashable, Sendable {
  /// From 1.
  package let epoch: Int
  /// From 1 to `steps`.
  package let step: Int
  package let steps: Int
  /// Mean over the epoch's pictures so far, in nats.
  package let loss: Double
  /// Share of the epoch's pictures so far that were predicted right before they were learned from,
  /// in 0...1.
  package let accuracy: Double
  /// Over the epoch so far.
  package let imagesPerSecond: Double
}

/// One number of an epoch under its recorded name.
package struct Metric: Hashable, Sendable {
  package let name: String
  package let value: Double

  package init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

extension Metric {
  /// The order in which training records them.
  private static let order = [
    "train_loss", "train_accuracy", "val_loss", "val_accuracy", "test_loss", "test_accuracy",
    "learning_rate", "epoch_seconds", "images_per_second",
  ]

  /// Names that training records first and in its order, then others by name.
  package static func inOrder(_ names: Set<String>) -> [String] {
    order.filter(names.contains) + names.subtracting(order).sorted()
  }

  /// Whether the metric of that name measures time, which is never the same twice.
  package static func isTiming(_ name: String) -> Bool {
    ["epoch_seconds", "images_per_second"].contains(name) || PassTime(metric: name) != nil
  }
}

/// An epoch that is over. While it is handed out, the network has the epoch's weights.
package struct EpochReport: Hashable, Sendable {
  /// From 1.
  package let epoch: Int
  /// `train_loss`, `train_accuracy`, `val_loss`, `val_accuracy`, `learning_rate`, `epoch_seconds`,
  /// `images_per_second`, if the network profiles its steps those of `PassTime`, and after the last
  /// epoch `test_loss`, `test_accuracy`; without those of a split that has no pictures.
  package let metrics: [Metric]
  /// What the test metrics come from; nil but after the last epoch.
  package let test: Evaluation?
  /// Whether every loss is a number: if not, the weights are spoiled and training ends.
  package let isHealthy: Bool

  /// The value of a metric; nil if this epoch has none of that name.
  package subscript(name: String) -> Double? { metrics.first { $0.name == name }?.value }
}

/// How training ended.
package enum TrainingOutcome: Hashable, Sendable {
  case finished
  /// After this many whole epochs, for that reason: by a rule of the experiment's own.
  case ended(epochs: Int, reason: String)
  /// On request, there.
  case stopped(TrainingPosition)
  /// After this many whole epochs, for a reason that whoever asked for it gave.
  case paused(epochs: Int, reason: String)
  /// A loss was no number; `message` says which and where.
  case diverged(message: String)
}
