import ConvEngine

/// Loss and accuracy over the pictures of an epoch so far: each step's mean weighed by its pictures.
struct RunningMean: Hashable, Codable {
  private(set) var count = 0
  private var lossSum = 0.0
  private var correct = 0.0

  mutating func add(_ result: BatchResult) {
    count += result.count
    lossSum += result.loss * Double(result.count)
    correct += result.accuracy * Double(result.count)
  }

  /// In nats.
  var loss: Double { lossSum / Double(max(count, 1)) }

  /// In 0...1.
  var accuracy: Double { correct / Double(max(count, 1)) }
}
