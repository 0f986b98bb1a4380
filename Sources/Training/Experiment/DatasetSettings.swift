package import ConvEngine
package import Datasets

/// What an experiment learns from: the keys under `dataset`.
package struct DatasetSettings: Hashable, Sendable {
  package var spec: DatasetSpec
  /// The part of the training pictures set aside for validation, in 0..<1.
  package var validation: Double

  package init(_ spec: DatasetSpec, validation: Double = 0.1) {
    self.spec = spec
    self.validation = validation
  }
}

extension DatasetSpec {
  /// [height, width, channels] of every picture, known before any is read.
  package var input: ImageShape {
    switch self {
    case .cifar10, .shapes: ImageShape(height: 32, width: 32, channels: 3)
    }
  }

  /// How many classes there are, known before any picture is read.
  package var classes: Int {
    switch self {
    case .cifar10, .shapes: 10
    }
  }
}

extension DatasetSettings {
  /// A word, `cifar10`, or `{name: shapes, train: 2000, validation: 0.2}`.
  init(_ node: ExperimentNode) throws(ExperimentError) {
    if node.word != nil, !node.isNull {
      self.init(try Self.named(node))
      return
    }
    let keys = ["name", "validation", "train", "test", "seed"]
    let fields = try Fields(node, accepting: keys)
    let name = try fields.required("name", DatasetSpec.names.joined(separator: " or "))
    var spec = try Self.named(name)
    switch spec {
    case .cifar10: _ = try Fields(node, accepting: ["name", "validation"])
    case .shapes(var train, var test, var seed):
      if let node = fields["train"] { train = try node.whole(1...Shapes.maximumCount) }
      if let node = fields["test"] { test = try node.whole(0...Shapes.maximumCount) }
      if let node = fields["seed"] { seed = UInt64(try node.whole(0...Int.max)) }
      spec = .shapes(train: train, test: test, seed: seed)
    }
    self.init(spec)
    if let node = fields["validation"] {
      validation = try node.decimal("a number from 0 to less than 1") { (0..<1).contains($0) }
    }
  }

  private static func named(_ node: ExperimentNode) throws(ExperimentError) -> DatasetSpec {
    switch try node.text() {
    case "cifar10": return .cifar10
    case "shapes": return .shapes()
    case let other:
      throw node.error(
        "\(node.path): unknown data set \(quoted(other))",
        accepted: Spelling(DatasetSpec.names).advice(for: other))
    }
  }
}
