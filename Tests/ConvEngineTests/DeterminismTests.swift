import AllocationCounter
import Testing

@testable import ConvEngine

/// The same bits however the work is divided, and no allocation in a step.
@Suite struct DeterminismTests {
  /// Every kind of layer, odd sizes, and a batch that no chunk divides.
  static let spec = NetworkSpec(
    input: ImageShape(height: 23, width: 18, channels: 3),
    layers: [
      .conv(ConvSpec(depth: 16, kernel: Extent(3), padding: .same, activation: .relu)),
      .conv(ConvSpec(depth: 21, kernel: Extent(3), padding: .same, activation: .relu)),
      .maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.2),
      .conv(ConvSpec(depth: 7, kernel: Extent(5), padding: .same, activation: .relu)),
      .conv(ConvSpec(depth: 20, kernel: Extent(3, 2), stride: Extent(2, 1), activation: .gelu)),
      .maxPool(PoolSpec(size: Extent(2), padding: .same)), .dropout(rate: 0.3),
      .conv(ConvSpec(depth: 33, kernel: Extent(2), padding: .same, activation: .leakyRelu)),
      .averagePool(PoolSpec(size: Extent(2), stride: Extent(1))), .flatten,
      .dense(DenseSpec(units: 70, activation: .tanh)), .dropout(rate: 0.5),
      .dense(DenseSpec(units: 5)),
    ])

  /// The parameters after two epochs over 50 images in batches of 21.
  static func trained(
    threads: Int, _ level: InstructionSet = .best, isProfiling: Bool = false
  ) throws -> [NamedTensor] {
    let network = try Network(
      NetworkPlan(spec, instructionSet: level), maximumBatch: 21, seed: 7,
      optimizer: .adam(AdamSpec()),
      execution: ExecutionOptions(threads: threads, instructionSet: level))
    network.isProfiling = isProfiling
    let (pixels, labels) = images(50)
    for _ in 0..<2 {
      for first in stride(from: 0, to: 50, by: 21) {
        let indices = Array(first..<min(50, first + 21))
        _ = network.trainStep(pixels: pixels, labels: labels, indices: indices[...])
      }
    }
    return network.parameters
  }

  static func images(_ count: Int) -> (pixels: [UInt8], labels: [UInt8]) {
    var stream = RandomStream(seed: 3, .initialization, 99)
    let pixels = (0..<count * spec.input.count).map { _ in UInt8(truncatingIfNeeded: stream.next())
    }
    return (pixels, (0..<count).map { UInt8($0 % 5) })
  }

  @Test(arguments: InstructionSet.available, [2, 3, 7])
  func threadsDoNotChangeABit(_ level: InstructionSet, _ threads: Int) throws {
    #expect(try Self.trained(threads: threads, level) == Self.trained(threads: 1, level))
  }

  @Test(.enabled(if: InstructionSet.available.contains(.avx512)))
  func theTwoLevelsWithFusedMultiplyAddAgreeToTheBit() throws {
    #expect(try Self.trained(threads: 2, .avx512) == Self.trained(threads: 2, .avx2))
  }

  /// Interrupted after any step and taken up by another network, with other threads.
  @Test(arguments: [
    OptimizerSpec.adam(AdamSpec()), .sgd(SGDSpec(learningRate: 0.01, momentum: 0.9)),
  ])
  func aResumedTrainingGoesOnToTheSameBits(_ optimizer: OptimizerSpec) throws {
    let (pixels, labels) = Self.images(50)
    func network(threads: Int) throws -> Network {
      try Network(
        NetworkPlan(Self.spec), maximumBatch: 21, seed: 7, optimizer: optimizer,
        execution: ExecutionOptions(threads: threads))
    }
    func train(_ network: Network, steps: Range<Int>) {
      for step in steps {
        let first = step % 3 * 14
        let indices = Array(first..<min(50, first + 21))
        _ = network.trainStep(pixels: pixels, labels: labels, indices: indices[...])
      }
    }
    let straight = try network(threads: 2), first = try network(threads: 1)
    train(straight, steps: 0..<7)
    train(first, steps: 0..<4)
    let second = try network(threads: 3)
    try second.restore(first.trainingState)
    train(second, steps: 4..<7)
    #expect(second.trainingState == straight.trainingState)
    #expect(first.trainingState != straight.trainingState)
  }

  @Test func anotherSeedGivesOtherWeights() throws {
    let plan = try NetworkPlan(Self.spec)
    let one = try Network(plan, maximumBatch: 1, seed: 1).parameters
    let two = try Network(plan, maximumBatch: 1, seed: 2).parameters
    #expect(one != two)
    #expect(try one == Network(plan, maximumBatch: 1, seed: 1).parameters)
  }

  @Test(.enabled(if: allocation_count() > 0, "a sanitizer allocates in its own way"))
  func aWarmStepAllocatesNothing() async {
    // In a process of its own: other tests allocate meanwhile.
    await #expect(processExitsWith: .success) {
      try DeterminismTests.checkThatStepsAllocateNothing(isProfiling: false)
    }
  }

  @Test(.enabled(if: allocation_count() > 0, "a sanitizer allocates in its own way"))
  func aWarmProfiledStepAllocatesNothing() async {
    await #expect(processExitsWith: .success) {
      try DeterminismTests.checkThatStepsAllocateNothing(isProfiling: true)
    }
  }

  @Test(arguments: [1, 3])
  func profilingDoesNotChangeABit(_ threads: Int) throws {
    #expect(
      try Self.trained(threads: threads, isProfiling: true) == Self.trained(threads: threads))
  }

  private static func checkThatStepsAllocateNothing(isProfiling: Bool) throws {
    let network = try Network(
      NetworkPlan(spec), maximumBatch: 21, seed: 7, optimizer: .adam(AdamSpec()),
      execution: ExecutionOptions(threads: 3))
    network.isProfiling = isProfiling
    let (pixels, labels) = images(50)
    let indices = Array(0..<50)
    for _ in 0..<3 {
      _ = network.trainStep(pixels: pixels, labels: labels, indices: indices[0..<21])
    }
    let before = allocation_count()
    for first in 0..<20 {
      _ = network.trainStep(pixels: pixels, labels: labels, indices: indices[first..<first + 21])
    }
    let made = allocation_count() - before
    precondition(before > 0, "allocations are not counted")
    precondition(made == 0, "\(made) allocations in 20 steps")
  }
}
