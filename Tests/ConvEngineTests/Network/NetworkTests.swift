import Testing

@testable import ConvEngine

@Suite struct NetworkTests {
  private static let layers: [LayerSpec] = [
    .conv(ConvSpec(depth: 5, kernel: Extent(3), padding: .same, activation: .relu)),
    .maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.25), .flatten,
    .dense(DenseSpec(units: 19, activation: .gelu)), .dropout(rate: 0.5),
    .dense(DenseSpec(units: 4)),
  ]

  private static func network(
    batch: Int = 32, optimizer: OptimizerSpec? = .adam(AdamSpec()),
    execution: ExecutionOptions = ExecutionOptions(threads: 2)
  ) throws -> Network {
    let plan = try NetworkPlan(
      NetworkSpec(input: ImageShape(height: 6, width: 6, channels: 3), layers: layers),
      instructionSet: execution.instructionSet)
    return try Network(
      plan, maximumBatch: batch, seed: 21, optimizer: optimizer, execution: execution)
  }

  /// 67 images of 6×6×3 in four classes.
  private static let pixels: [UInt8] = {
    var numbers = Numbers(seed: 13)
    return numbers.bytes(67 * 108)
  }()
  private static let labels = (0..<67).map { UInt8($0 * 7 % 4) }

  @Test(arguments: InstructionSet.available)
  func anEvaluationDoesNotDependOnTheBatchSizeOrTheThreads(_ level: InstructionSet) throws {
    let evaluations = try [(1, 1), (2, 3), (7, 2), (32, 5), (67, 1), (100, 2)].map {
      batch, threads in
      try Self.network(
        batch: batch, optimizer: nil,
        execution: ExecutionOptions(threads: threads, instructionSet: level)
      ).evaluate(pixels: Self.pixels, labels: Self.labels, indices: 0..<67)
    }
    #expect(Set(evaluations).count == 1)
  }

  @Test func aConfusionMatrixAddsUp() throws {
    let found = try Self.network().evaluate(
      pixels: Self.pixels, labels: Self.labels, indices: 3..<60)
    let expected = (0..<4).map { label in Self.labels[3..<60].count { Int($0) == label } }
    #expect(found.count == 57)
    #expect(found.confusion.count == 4)
    #expect(found.confusion.map { $0.reduce(0, +) } == expected)
    let correct = (0..<4).reduce(0) { $0 + found.confusion[$1][$1] }
    #expect(found.accuracy == Double(correct) / 57)
    for (label, accuracy) in found.perClassAccuracy.enumerated() {
      #expect(accuracy == Double(found.confusion[label][label]) / Double(expected[label]))
    }
  }

  @Test func aClassWithoutImagesHasNoAccuracy() throws {
    let found = try Self.network().evaluate(
      pixels: Self.pixels, labels: Self.labels, indices: [0, 4, 8])
    #expect(found.perClassAccuracy.dropFirst() == [nil, nil, nil])
    #expect(found.perClassAccuracy[0] != nil)
  }

  @Test func probabilitiesAreNotNegativeAndSumToOne() throws {
    let rows = try Self.network().probabilities(
      pixels: Self.pixels, indices: Array(0..<67)[...])
    #expect(rows.count == 67)
    for row in rows {
      #expect(row.count == 4)
      #expect(row.allSatisfy { $0 >= 0 })
      #expect(abs(row.reduce(0, +) - 1) < 1e-6)
    }
  }

  @Test func hugeLogitsStillGiveProbabilitiesAndALoss() throws {
    let network = try Self.network()
    try network.setParameters(
      network.parameters.map {
        NamedTensor(name: $0.name, shape: $0.shape, values: $0.values.map { $0 * 1e6 })
      })
    let rows = network.probabilities(pixels: Self.pixels, indices: Array(0..<67)[...])
    #expect(rows.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-6 })
    let found = network.evaluate(pixels: Self.pixels, labels: Self.labels, indices: 0..<67)
    #expect(found.loss.isFinite)
  }

  /// A network must be able to learn what it is shown.
  @Test func trainingLowersTheLoss() throws {
    let network = try Self.network(optimizer: .adam(AdamSpec(learningRate: 0.01)))
    let before = network.evaluate(pixels: Self.pixels, labels: Self.labels, indices: 0..<32)
    for _ in 0..<60 {
      _ = network.trainStep(
        pixels: Self.pixels, labels: Self.labels, indices: Array(0..<32)[...])
    }
    let after = network.evaluate(pixels: Self.pixels, labels: Self.labels, indices: 0..<32)
    #expect(after.loss < before.loss / 4)
    #expect(after.accuracy > 0.9)
  }

  @Test func aLearningRateOfZeroChangesNothing() throws {
    let network = try Self.network()
    network.learningRate = 0
    let before = network.parameters
    _ = network.trainStep(pixels: Self.pixels, labels: Self.labels, indices: [1, 5, 9])
    #expect(network.parameters == before)
  }
}
