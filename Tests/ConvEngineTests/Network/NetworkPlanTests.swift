import Testing

@testable import ConvEngine

@Suite struct NetworkPlanTests {
  /// The network of the tutorial: two pairs of convolutions, then two dense layers.
  static let tutorial = NetworkSpec(
    input: ImageShape(height: 32, width: 32, channels: 3),
    layers: [
      conv(32), conv(32), .maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.25),
      conv(64), conv(64), .maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.25),
      .flatten, .dense(DenseSpec(units: 512, activation: .relu)), .dropout(rate: 0.5),
      .dense(DenseSpec(units: 10)),
    ])

  private static func conv(_ depth: Int) -> LayerSpec {
    .conv(ConvSpec(depth: depth, kernel: Extent(3), padding: .same, activation: .relu))
  }

  @Test func knowsTheTutorialsNetwork() throws {
    let plan = try NetworkPlan(Self.tutorial)
    #expect(
      plan.layers.map(\.name) == [
        "conv_1", "conv_2", "max_pool_1", "dropout_1", "conv_3", "conv_4", "max_pool_2",
        "dropout_2", "flatten_1", "dense_1", "dropout_3", "dense_2",
      ])
    #expect(
      plan.layers.map(\.output.description) == [
        "32×32×32", "32×32×32", "16×16×32", "16×16×32", "16×16×64", "16×16×64", "8×8×64", "8×8×64",
        "4096", "512", "512", "10",
      ])
    #expect(
      plan.layers.map(\.parameterCount) == [
        896, 9_248, 0, 0, 18_496, 36_928, 0, 0, 0, 2_097_664, 0, 5_130,
      ])
    #expect(plan.parameterCount == 2_168_362)
    #expect(plan.classes == 10)
  }

  /// A multiplication and an addition count as two.
  @Test func countsTheTutorialsOperations() throws {
    let plan = try NetworkPlan(Self.tutorial)
    #expect(
      plan.layers.map(\.flops) == [
        1_769_472, 18_874_368, 0, 0, 9_437_184, 18_874_368, 0, 0, 0, 4_194_304, 0, 10_240,
      ])
    #expect(plan.flops == 53_159_936)
    // Each layer's output but flatten's, four bytes a number.
    #expect(plan.activationBytes == 4 * (65_536 + 16_384 + 32_768 + 8_192 + 512 * 2 + 10))
  }

  @Test func namesShapesAndInitializersOfParameters() throws {
    let plan = try NetworkPlan(
      NetworkSpec(
        input: ImageShape(height: 5, width: 6, channels: 2),
        layers: [
          .conv(ConvSpec(depth: 7, kernel: Extent(3, 2), initializer: .heNormal)), .flatten,
          .dense(DenseSpec(units: 4, bias: false)),
        ]))
    #expect(
      plan.layers.flatMap(\.parameters) == [
        ParameterPlan(name: "conv_1.kernel", shape: [3, 2, 2, 7], initializer: .heNormal),
        ParameterPlan(name: "conv_1.bias", shape: [7], initializer: .zeros),
        ParameterPlan(name: "dense_1.kernel", shape: [105, 4], initializer: .glorotUniform),
      ])
  }

  /// TensorFlow's `same`: ⌈input ÷ stride⌉ positions; of the padding needed the smaller half lies
  /// before (tensorflow.org/api_docs/python/tf/nn, "Notes on padding").
  @Test(arguments: [
    SamePadding(input: 32, size: 3, stride: 1, output: 32, before: 1, after: 1),
    SamePadding(input: 32, size: 3, stride: 2, output: 16, before: 0, after: 1),
    SamePadding(input: 31, size: 3, stride: 2, output: 16, before: 1, after: 1),
    SamePadding(input: 32, size: 2, stride: 1, output: 32, before: 0, after: 1),
    SamePadding(input: 31, size: 2, stride: 2, output: 16, before: 0, after: 1),
    SamePadding(input: 32, size: 2, stride: 2, output: 16, before: 0, after: 0),
    SamePadding(input: 13, size: 6, stride: 5, output: 3, before: 1, after: 2),
    SamePadding(input: 7, size: 4, stride: 3, output: 3, before: 1, after: 2),
    SamePadding(input: 8, size: 4, stride: 3, output: 3, before: 1, after: 1),
    SamePadding(input: 9, size: 4, stride: 3, output: 3, before: 0, after: 1),
    SamePadding(input: 10, size: 1, stride: 3, output: 4, before: 0, after: 0),
    SamePadding(input: 11, size: 1, stride: 3, output: 4, before: 0, after: 0),
    SamePadding(input: 4, size: 7, stride: 1, output: 4, before: 3, after: 3),
    SamePadding(input: 1, size: 5, stride: 4, output: 1, before: 2, after: 2),
  ])
  func sameHasTheSizesTensorFlowDefines(_ expected: SamePadding) throws {
    let found = try #require(
      WindowGeometry(
        input: expected.input, size: expected.size, stride: expected.stride, padding: .same))
    #expect(found.output == expected.output)
    #expect(found.before == expected.before)
    #expect(found.after == expected.after)
  }

  struct SamePadding: Sendable, CustomTestStringConvertible {
    let input, size, stride, output, before, after: Int

    var testDescription: String { "\(size) by \(stride) over \(input)" }
  }

  /// ⌊(input + 2·padding − size) ÷ stride⌋ + 1, counted out.
  @Test func amountsHaveAsManyPositionsAsFit() {
    for input in 1...9 {
      for size in 1...6 {
        for stride in 1...4 {
          for padding in 0...3 {
            let fits = Swift.stride(from: -padding, through: input + padding - size, by: stride)
            let found = WindowGeometry(
              input: input, size: size, stride: stride, padding: .amount(padding))
            #expect(found?.output ?? 0 == Array(fits).count)
          }
        }
      }
    }
  }
}
