import ConvEngine
import Testing
import Training

@testable import Workbench

@Suite struct ModelSummaryTests {
  @Test func tellsWhatEachNeuronHasToLearn() throws {
    let layers: [LayerSpec] = [
      .conv(ConvSpec(depth: 8, kernel: Extent(3))), .flatten, .dense(DenseSpec(units: 10)),
    ]
    let plan = try NetworkPlan(
      NetworkSpec(input: ImageShape(height: 8, width: 8, channels: 3), layers: layers))
    let summary = ModelSummary(plan)
    #expect(summary.input == "8×8×3")
    #expect(summary.layers.map(\.name) == ["conv_1", "flatten_1", "dense_1"])
    #expect(summary.layers.map(\.output) == ["6×6×8", "288", "10"])
    #expect(summary.layers.map(\.parametersPerNeuron) == [28, nil, 289])
    #expect(summary.parameters == 8 * 28 + 10 * 289)
    #expect(summary.mflop == Double(plan.flops) / 1e6)
  }
}
