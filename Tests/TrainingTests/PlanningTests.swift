import ConvEngine
import Testing

@testable import Training

@Suite struct PlanningTests {
  @Test func plansTheShippedNetwork() throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let spec = try ExperimentSpec(contentsOf: "/\(root)/experiments/cifar10-cnn.yaml")
    let plan = try spec.plan()
    #expect(plan.classes == 10)
    #expect(plan.parameterCount == 2_168_362)
  }

  @Test(arguments: [
    (KernelChoice.automatic, "winograd 4×4"), (.direct, "direct 4×2"),
  ])
  func namesTheKernelOfEachLayerThatMultiplies(choice: KernelChoice, second: String) throws {
    let layer = "conv: {depth: 16, kernel: 3}"
    let spec = try read(
      model(layer, layer, "max_pool", "flatten", "dense: 10"), "training.kernels=\(choice)")
    let methods = try spec.plan(instructionSet: .portable).methods
    #expect(
      methods.map { "\($0.name) \($0.value)" } == [
        "model.0.conv.method direct 4×2", "model.1.conv.method \(second)",
        "model.4.dense.method product 4×2",
      ])
  }

  @Test(arguments: [
    (
      model("conv: {depth: 4, kernel: 33}", "flatten", "dense: 10"), "x.yaml:4:5: model.0: "
    ),
    (model("flatten", "conv: {depth: 4, kernel: 3}", "dense: 10"), "x.yaml:5:5: model.1: "),
    (
      model("flatten", "dense: 11"),
      "x.yaml:5:5: model.1: 11 outputs; one for each of the 10 classes of shapes"
    ),
    (model("conv: {depth: 4, kernel: 3}"), "x.yaml:4:5: model.0: "),
  ])
  func saysWhichLineDoesNotFit(text: String, expected: String) throws {
    let spec = try read(text)
    let error = #expect(throws: ExperimentError.self) { try spec.plan() }
    #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
  }
}
