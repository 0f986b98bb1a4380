import Testing

@testable import ConvEngine

/// Denormal numbers cost the processor many times a normal operation, so every thread of a step
/// takes them for zero; the caller's own arithmetic is left as it was.
@Suite struct DenormalTests {
  @Test(arguments: InstructionSet.available, [1, 3])
  func areZeroInAStepOnEveryThread(_ level: InstructionSet, _ threads: Int) throws {
    let units = 2_000
    let spec = NetworkSpec(
      input: ImageShape(height: 1, width: 1, channels: 1),
      layers: [.flatten, .dense(DenseSpec(units: units, bias: false))])
    let network = try Network(
      NetworkPlan(spec, instructionSet: level), maximumBatch: 1, seed: 1,
      execution: ExecutionOptions(threads: threads, instructionSet: level))
    let tiny: Float = 1e-30
    try network.setParameters([
      NamedTensor(
        name: "dense_1.kernel", shape: [1, units],
        values: [Float](repeating: tiny, count: units))
    ])
    let image: Float = 1e-10
    #expect(network.logits(images: [image], count: 1) == [Float](repeating: 0, count: units))
    #expect(tiny * image > 0)
  }
}
