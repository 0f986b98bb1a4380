import Foundation
import Testing

@testable import ConvEngine

/// A row of Golden/initializers.json: what Keras's initialiser makes of a shape.
struct InitializerCase: Decodable, Sendable, CustomTestStringConvertible {
  let initializer: String
  let shape: [Int]
  let limit: Double
  let standardDeviation: Double

  var testDescription: String { "\(initializer) \(shape)" }

  enum CodingKeys: String, CodingKey {
    case initializer, shape, limit
    case standardDeviation = "standard_deviation"
  }

  private struct File: Decodable { let rows: [InitializerCase] }

  static let all: [InitializerCase] = {
    let file = GoldenCase.folder.appending(path: "initializers.json")
    let decoded = (try? Data(contentsOf: file)).flatMap {
      try? JSONDecoder().decode(File.self, from: $0)
    }
    return decoded?.rows ?? []
  }()
}

@Suite struct InitializerTests {
  @Test func thereAreGoldenRows() { #expect(InitializerCase.all.count >= 24) }

  /// No value exceeds the limit, some come near it; mean and deviation are right within four
  /// standard errors. A large shape is sampled.
  @Test(arguments: InitializerCase.all)
  func drawsKerassDistribution(_ golden: InitializerCase) throws {
    let initializer = try #require(Initializer(rawValue: golden.initializer))
    let count = 20_000
    var values = [Float](repeating: .nan, count: count)
    var stream = RandomStream(seed: 3, .initialization, 0)
    values.withUnsafeMutableBufferPointer {
      initializer.fill($0, shape: golden.shape, from: &stream)
    }
    let largest = values.reduce(0) { max($0, abs($1)) }
    #expect(Double(largest) <= golden.limit * (1 + 1e-7))
    #expect(Double(largest) > 0.98 * golden.limit)

    let mean = values.reduce(0) { $0 + Double($1) } / Double(count)
    let squares = values.reduce(0) { $0 + Double($1) * Double($1) } / Double(count)
    let standardError = golden.standardDeviation / Double(count).squareRoot()
    #expect(abs(mean) < 4 * standardError)
    #expect(abs(squares.squareRoot() - golden.standardDeviation) < 4 * standardError)
  }

  @Test func theSameSeedGivesTheSameWeights() throws {
    #expect(try Self.weights(seed: 5) == Self.weights(seed: 5))
    #expect(try Self.weights(seed: 5) != Self.weights(seed: 6))
  }

  /// A run's first weights are part of what its seed means. Computed with Python from the
  /// definitions of `RandomStream` and the initialiser.
  @Test func theWeightsOfASeedStayAsTheyAre() throws {
    let kernel = try #require(Self.weights(seed: 5).first)
    #expect(kernel.name == "conv_1.kernel")
    let bits: [UInt32] = [0x3E93_D84E, 0xBDFC_EFE4, 0x3E28_21A2, 0xBE1A_E252]
    #expect(kernel.values.prefix(4).map(\.bitPattern) == bits)
  }

  @Test func layersOfOneShapeDiffer() throws {
    let kernels = try Self.weights(seed: 5).filter { $0.name.hasSuffix("kernel") }
    #expect(Set(kernels.map(\.values)).count == kernels.count)
    #expect(kernels.count == 4)
  }

  @Test func biasesAndZeroKernelsBeginAtZero() throws {
    let zero = try Self.weights(seed: 5).filter { $0.name.hasSuffix("bias") }
    #expect(zero.count == 4)
    #expect(zero.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
    let dense = try Self.weights(seed: 5, initializer: .zeros)
    #expect(dense.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
  }

  private static func weights(
    seed: UInt64, initializer: Initializer = .glorotUniform
  ) throws -> [NamedTensor] {
    let conv = LayerSpec.conv(
      ConvSpec(depth: 3, kernel: Extent(3), padding: .same, initializer: initializer))
    let dense = LayerSpec.dense(DenseSpec(units: 48, initializer: initializer))
    let plan = try NetworkPlan(
      NetworkSpec(
        input: ImageShape(height: 4, width: 4, channels: 3),
        layers: [conv, conv, .flatten, dense, dense]))
    return try Network(plan, maximumBatch: 1, seed: seed).parameters
  }
}
