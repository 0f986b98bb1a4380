import Testing

@testable import ConvEngine

/// The engine against PyTorch 2.13 and Keras 3.15 (tools/golden), at every instruction-set level.
@Suite struct GoldenTests {
  @Test(arguments: GoldenCase.all, InstructionSet.available)
  func matchesTheReference(_ golden: GoldenCase, _ level: InstructionSet) throws {
    let network = try golden.network(ExecutionOptions(threads: 2, instructionSet: level))
    let input = golden.values("input"), labels = golden.values("labels").map { Int($0) }

    let logits = network.logits(images: input, count: golden.batch)
    #expect(worstDifference(logits, golden.values("logits")) == nil)

    let result = network.findGradients(images: input, labels: labels)
    #expect(worstDifference([Float(result.loss)], golden.values("loss")) == nil)
    #expect(worstDifference(network.inputGradient, golden.values("input_gradient")) == nil)
    let gradients = network.gradients.sorted { $0.name < $1.name }
    let expected = golden.group("grad/")
    try #require(gradients.map(\.name) == expected.map(\.name))
    for (gradient, expected) in zip(gradients, expected) {
      #expect(worstDifference(gradient.values, expected.values) == nil, "\(expected.name)")
    }

    for _ in 0..<10 { _ = network.trainStep(images: input, labels: labels) }
    let weights = network.parameters.sorted { $0.name < $1.name }
    let after = golden.group("after10/")
    try #require(weights.map(\.name) == after.map(\.name))
    for (weight, expected) in zip(weights, after) {
      #expect(worstDifference(weight.values, expected.values) == nil, "\(expected.name)")
    }
  }

  @Test func thereAreGoldenCases() {
    #expect(GoldenCase.all.count >= 80)
  }

  @Test func tracksTheReferencesLossesOverTwentySteps() throws {
    let golden = try GoldenCase(file: "curve.safetensors")
    let network = try Network(
      NetworkPlan(golden.spec), maximumBatch: golden.batch, seed: 0, optimizer: golden.optimizer)
    try network.setParameters(golden.parameters)
    let pixels = golden.values("pixels").map { UInt8($0) }
    let labels = golden.values("labels").map { UInt8($0) }
    try #require(golden.values("losses").count == 20)
    for (step, expected) in golden.values("losses").enumerated() {
      let indices = (0..<golden.batch).map { (step * golden.batch + $0) % labels.count }
      let result = network.trainStep(pixels: pixels, labels: labels, indices: indices[...])
      #expect(abs(Float(result.loss) - expected) < 1e-3 * expected, "step \(step)")
    }
  }
}
