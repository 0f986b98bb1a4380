package import RunStore

/// How well a checkpoint does on a split, with everything needed to print it.
package struct EvaluationReport: Sendable, Hashable {
  /// One class's share.
  package struct ClassResult: Codable, Sendable, Hashable {
    package let name: String
    /// Pictures of the class.
    package let count: Int
    /// The share of them predicted right, in 0...1; nil for a class without pictures.
    package let accuracy: Double?
  }

  package let run: RunIdentifier
  package let runName: String
  /// The epoch whose weights were used.
  package let epoch: Int
  package let dataset: String
  package let split: ImageSplit
  /// Pictures.
  package let count: Int
  /// Mean, in nats; NaN or infinite if the weights are.
  package let loss: Double
  /// In 0...1.
  package let accuracy: Double
  /// In the order of the labels.
  package let perClass: [ClassResult]
  /// Pictures by [true class][predicted class].
  package let confusion: [[Int]]

  /// In the order of the labels.
  package var classNames: [String] { perClass.map(\.name) }
}

extension EvaluationReport: Codable {
  private enum CodingKeys: String, CodingKey {
    case run, runName, epoch, dataset, split, count, loss, accuracy, perClass, classNames, confusion
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    run = try container.decode(RunIdentifier.self, forKey: .run)
    runName = try container.decode(String.self, forKey: .runName)
    epoch = try container.decode(Int.self, forKey: .epoch)
    dataset = try container.decode(String.self, forKey: .dataset)
    split = try container.decode(ImageSplit.self, forKey: .split)
    count = try container.decode(Int.self, forKey: .count)
    loss = try container.decode(JSONNumber.self, forKey: .loss).value
    accuracy = try container.decode(Double.self, forKey: .accuracy)
    perClass = try container.decode([ClassResult].self, forKey: .perClass)
    confusion = try container.decode([[Int]].self, forKey: .confusion)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(run, forKey: .run)
    try container.encode(runName, forKey: .runName)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(dataset, forKey: .dataset)
    try container.encode(split, forKey: .split)
    try container.encode(count, forKey: .count)
    try container.encode(JSONNumber(loss), forKey: .loss)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(perClass, forKey: .perClass)
    try container.encode(classNames, forKey: .classNames)
    try container.encode(confusion, forKey: .confusion)
  }
}
