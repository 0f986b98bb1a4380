/// What one training step saw of its batch, before the update.
public struct BatchResult: Hashable, Sendable {
  /// Images.
  public var count: Int
  /// The batch's mean loss, in nats.
  public var loss: Double
  /// The share of images whose largest logit is their label's, in 0...1.
  public var accuracy: Double
}

/// How well a network does on a set of images.
public struct Evaluation: Hashable, Sendable {
  /// Images.
  public var count: Int
  /// Mean loss in nats.
  public var loss: Double
  /// The share of images predicted right, in 0...1.
  public var accuracy: Double
  /// Images by [true class][predicted class].
  public var confusion: [[Int]]

  /// The share of each class's images predicted right, in 0...1; nil for a class without images.
  public var perClassAccuracy: [Double?] {
    confusion.enumerated().map { label, row in
      let total = row.reduce(0, +)
      return total == 0 ? nil : Double(row[label]) / Double(total)
    }
  }
}
