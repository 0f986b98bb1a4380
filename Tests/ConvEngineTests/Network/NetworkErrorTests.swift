import Testing

@testable import ConvEngine

/// A model that cannot be built and the line its user reads.
struct RefusedModel: Sendable, CustomTestStringConvertible {
  var input = ImageShape(height: 8, width: 8, channels: 3)
  let layers: [LayerSpec]
  let message: String

  var testDescription: String { message }

  init(_ layers: [LayerSpec], _ message: String) {
    self.layers = layers
    self.message = message
  }

  init(input: ImageShape, _ message: String) {
    self.input = input
    self.layers = [.flatten]
    self.message = message
  }
}

@Suite struct NetworkErrorTests {
  private static func conv(
    depth: Int = 4, _ kernel: Extent = Extent(3), stride: Extent = Extent(1),
    padding: Padding = .valid
  ) -> LayerSpec {
    .conv(ConvSpec(depth: depth, kernel: kernel, stride: stride, padding: padding))
  }

  private static let pool = LayerSpec.maxPool(PoolSpec(size: Extent(2)))

  static let refused = [
    RefusedModel(
      [conv(padding: .same), pool, conv(Extent(7))],
      "model.layers[2]: kernel 7×7 exceeds its 4×4 input; use at most 4×4 or padding \"same\""),
    RefusedModel(
      [conv(Extent(3, 9))],
      "model.layers[0]: kernel 3×9 exceeds its 8×8 input; use at most 8×8 or padding \"same\""),
    RefusedModel(
      [.averagePool(PoolSpec(size: Extent(9, 2)))],
      "model.layers[0]: window 9×2 exceeds its 8×8 input; use at most 8×8 or padding \"same\""),
    RefusedModel([conv(depth: 0)], "model.layers[0]: depth 0; use 1 to 16777216"),
    RefusedModel([conv(depth: -3)], "model.layers[0]: depth -3; use 1 to 16777216"),
    RefusedModel(
      [conv(depth: 1 << 40)], "model.layers[0]: depth 1099511627776; use 1 to 16777216"),
    RefusedModel([conv(depth: .max)], "model.layers[0]: depth \(Int.max); use 1 to 16777216"),
    RefusedModel([conv(Extent(0, 3))], "model.layers[0]: kernel 0; use 1 to 16777216"),
    RefusedModel(
      [conv(Extent(3, .max), padding: .same)],
      "model.layers[0]: kernel \(Int.max); use 1 to 16777216"),
    RefusedModel([conv(stride: Extent(1, 0))], "model.layers[0]: stride 0; use 1 to 16777216"),
    RefusedModel([conv(stride: Extent(-1, 2))], "model.layers[0]: stride -1; use 1 to 16777216"),
    RefusedModel(
      [conv(stride: Extent(.max, 2))], "model.layers[0]: stride \(Int.max); use 1 to 16777216"),
    RefusedModel(
      [.maxPool(PoolSpec(size: Extent(2), stride: Extent(0)))],
      "model.layers[0]: stride 0; use 1 to 16777216"),
    RefusedModel(
      [.maxPool(PoolSpec(size: Extent(0)))], "model.layers[0]: window 0; use 1 to 16777216"),
    RefusedModel(
      [conv(padding: .amount(Extent(-1, 0)))], "model.layers[0]: padding -1×0; use 0 to 16777216"),
    RefusedModel(
      [conv(padding: .amount(Extent(.max, 0)))],
      "model.layers[0]: padding \(Int.max)×0; use 0 to 16777216"),
    RefusedModel(
      [.maxPool(PoolSpec(size: Extent(2), padding: .amount(Extent(1, 2))))],
      "model.layers[0]: padding 1×2 of a 2×2 window; use less than the window's size"),
    RefusedModel(
      [.flatten, conv()],
      "model.layers[1]: conv after a layer whose output is a vector of 192; "
        + "it needs height, width and channels: put it before flatten"),
    RefusedModel(
      [.globalAveragePool, .globalAveragePool],
      "model.layers[1]: global_average_pool after a layer whose output is a vector of 3; "
        + "it needs height, width and channels: put it before flatten"),
    RefusedModel(
      [pool, .dense(DenseSpec(units: 10))],
      "model.layers[1]: dense after a layer whose output is 4×4×3; put flatten before it"),
    RefusedModel(
      [.flatten, .dense(DenseSpec(units: 0))], "model.layers[1]: units 0; use 1 to 16777216"),
    RefusedModel(
      [.flatten, .dense(DenseSpec(units: .max))],
      "model.layers[1]: units \(Int.max); use 1 to 16777216"),
    RefusedModel(
      [.flatten, .dense(DenseSpec(units: 1 << 24)), .dense(DenseSpec(units: 1 << 24))],
      "model.layers[2]: needs 1125900 GB; use at most 256 GB a layer"),
    RefusedModel(
      [conv(depth: 1 << 24, Extent(1 << 24), padding: .same)],
      "model.layers[0]: needs 56668401172142 GB; use at most 256 GB a layer"),
    RefusedModel(
      [conv(Extent(1), padding: .amount(Extent(1 << 24)))],
      "model.layers[0]: needs 31525212 GB; use at most 256 GB a layer"),
    RefusedModel(
      [conv(Extent(1), stride: Extent(1 << 24), padding: .amount(Extent(1 << 24))), .flatten],
      "model.layers[0]: needs 13510799 GB; use at most 256 GB a layer"),
    RefusedModel(
      [.dropout(rate: 1)], "model.layers[0]: dropout rate 1.0; use at least 0 and less than 1"),
    RefusedModel(
      [.dropout(rate: -0.1)], "model.layers[0]: dropout rate -0.1; use at least 0 and less than 1"),
    RefusedModel(
      [.dropout(rate: .nan)], "model.layers[0]: dropout rate nan; use at least 0 and less than 1"),
    RefusedModel([], "model: no layers; the last one gives a logit for each class"),
    RefusedModel(
      [conv(padding: .same)],
      "model.layers[0]: the model's output is 8×8×4; "
        + "end with flatten or global_average_pool and dense"),
    RefusedModel(
      input: ImageShape(height: 0, width: 8, channels: 3),
      "model: input 0×8×3; use sizes of 1 to 16777216, and at most 256 GB together"),
    RefusedModel(
      input: ImageShape(height: 1 << 40, width: 1 << 40, channels: 3),
      "model: input 1099511627776×1099511627776×3; "
        + "use sizes of 1 to 16777216, and at most 256 GB together"),
    RefusedModel(
      input: ImageShape(height: 1 << 24, width: 1 << 24, channels: 1 << 24),
      "model: input 16777216×16777216×16777216; "
        + "use sizes of 1 to 16777216, and at most 256 GB together"),
  ]

  @Test(arguments: refused)
  func saysWhatDoesNotFitAndWhatDoes(_ model: RefusedModel) {
    let error = #expect(throws: NetworkError.self) {
      try NetworkPlan(NetworkSpec(input: model.input, layers: model.layers))
    }
    #expect(error?.description == model.message)
  }

  @Test func aModelLargerThanAnyMachineIsRefusedWithoutTakingMemory() {
    let layer = LayerSpec.dense(DenseSpec(units: 1 << 17))
    let error = #expect(throws: NetworkError.self) {
      try NetworkPlan(
        NetworkSpec(
          input: ImageShape(height: 1, width: 1, channels: 1 << 17),
          layers: [.flatten] + [LayerSpec](repeating: layer, count: 20)))
    }
    #expect(
      error?.description
        == "model: needs 1374411 MB of memory at this batch size; this machine has 1099512 MB")
  }

  @Test func aBatchLargerThanTheMachineIsRefusedWithoutTakingMemory() throws {
    let plan = try NetworkPlan(NetworkPlanTests.tutorial)
    for batch in [1 << 21, 1 << 40, Int.max] {
      let error = #expect(throws: NetworkError.self) {
        try Network(plan, maximumBatch: batch, seed: 1)
      }
      #expect(error?.description == "model: a batch of \(batch); use at most 1048576")
    }
  }

  @Test func namesTheLevelsThisProcessorHas() throws {
    guard
      let missing = InstructionSet.allCases.first(where: {
        !InstructionSet.available.contains($0)
      })
    else { return }
    let error = #expect(throws: NetworkError.self) {
      try NetworkPlan(NetworkPlanTests.tutorial, instructionSet: missing)
    }
    #expect(error == .instructionSet(missing))
  }
}
