import Testing

@testable import ConvEngine

/// The engine's gradients against central differences of a loss in double precision: every layer
/// kind and option, at every instruction-set level.
@Suite struct GradientTests {
  @Test(arguments: GradientCase.convolutions)
  func convolutionsHaveTheSlopeOfTheLoss(_ gradient: GradientCase) throws {
    try gradient.check()
  }

  @Test(arguments: GradientCase.pools)
  func poolsHaveTheSlopeOfTheLoss(_ gradient: GradientCase) throws { try gradient.check() }

  @Test(arguments: GradientCase.fused)
  func pooledConvolutionsHaveTheSlopeOfTheLoss(_ gradient: GradientCase) throws {
    try gradient.check()
    try gradient.check(dropoutSeed: 5)
  }

  @Test(arguments: GradientCase.activations)
  func activationsHaveTheSlopeOfTheLoss(_ gradient: GradientCase) throws { try gradient.check() }

  @Test(arguments: GradientCase.networks)
  func networksHaveTheSlopeOfTheLoss(_ gradient: GradientCase) throws { try gradient.check() }

  /// A training step drops what its seed says, backward as forward.
  @Test func dropoutHasTheSlopeOfTheLossInTraining() throws {
    let gradient = GradientCase(
      testDescription: "dropout", input: ImageShape(height: 4, width: 4, channels: 2),
      layers: [
        .dropout(rate: 0.25), .conv(ConvSpec(depth: 3, kernel: Extent(3), padding: .same)),
        .dropout(rate: 0.5), .conv(ConvSpec(depth: 2, kernel: Extent(2), padding: .same)),
        .flatten, .dropout(rate: 0.4), .dense(DenseSpec(units: 3)),
      ])
    try gradient.check(dropoutSeed: 11)
  }

  /// So many weights are compared along one direction for each tensor.
  @Test func wideDenseLayersHaveTheSlopeOfTheLoss() throws {
    let spec = NetworkSpec(
      input: ImageShape(height: 32, width: 32, channels: 1),
      layers: [
        .flatten, .dense(DenseSpec(units: 1024, activation: .tanh)), .dense(DenseSpec(units: 3)),
      ])
    var numbers = Numbers(seed: 3)
    let parameters = try NetworkPlan(spec).layers.flatMap(\.parameters).map {
      NamedTensor(
        name: $0.name, shape: $0.shape, values: numbers.floats($0.count, in: -0.05...0.05))
    }
    let images = numbers.floats(2 * spec.input.count), labels = [2, 0]
    var reference = ReferenceNetwork(spec: spec)
    for tensor in parameters { reference.parameters[tensor.name] = tensor.values.map(Double.init) }
    let exact = images.map(Double.init)
    func slope(_ x: [Double], _ along: [Float], _ loss: ([Double]) -> Double) -> Double {
      let h = 1e-6
      let up = zip(x, along).map { $0 + h * Double($1) }
      let down = zip(x, along).map { $0 - h * Double($1) }
      return (loss(up) - loss(down)) / (2 * h)
    }
    let along = parameters.map { numbers.floats($0.values.count) }
    let imagesAlong = numbers.floats(images.count)
    let slopes = zip(parameters, along).map { tensor, along in
      slope(tensor.values.map(Double.init), along) { values in
        var moved = reference
        moved.parameters[tensor.name] = values
        return moved.loss(exact, labels)
      }
    }
    let imageSlope = slope(exact, imagesAlong) { reference.loss($0, labels) }
    func expect(_ gradient: [Float], _ along: [Float], _ slope: Double, _ what: String) {
      let terms = zip(gradient, along).map { Double($0) * Double($1) }
      let size = terms.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(terms.reduce(0, +) - slope) < 1e-4 * size, "\(what)")
    }
    for level in InstructionSet.available {
      let network = try Network(
        NetworkPlan(spec, instructionSet: level), maximumBatch: 2, seed: 0,
        optimizer: .sgd(SGDSpec()), labelSmoothing: 0,
        execution: ExecutionOptions(threads: 2, instructionSet: level), keepsGradients: true)
      try network.setParameters(parameters)
      let result = network.findGradients(images: images, labels: labels)
      #expect(abs(result.loss - reference.loss(exact, labels)) < 1e-5, "loss, \(level)")
      expect(network.inputGradient, imagesAlong, imageSlope, "images, \(level)")
      for (index, gradient) in network.gradients.enumerated() {
        expect(gradient.values, along[index], slopes[index], "\(gradient.name), \(level)")
      }
    }
  }
}

extension GradientCase {
  /// - Parameter dropoutSeed: compares a training step with this seed instead of a pass without
  ///   dropout.
  func check(dropoutSeed: UInt64? = nil) throws {
    var numbers = Numbers(seed: 12)
    let spec = NetworkSpec(input: input, layers: layers)
    let plan = try NetworkPlan(spec)
    let parameters = plan.layers.flatMap(\.parameters).map {
      NamedTensor(name: $0.name, shape: $0.shape, values: numbers.floats($0.count))
    }
    let images = numbers.floats(batch * input.count)
    let labels = (0..<batch).map { _ in numbers.integer(below: plan.classes) }

    var reference = ReferenceNetwork(
      spec: spec, labelSmoothing: labelSmoothing, dropoutSeed: dropoutSeed)
    for tensor in parameters { reference.parameters[tensor.name] = tensor.values.map(Double.init) }
    let exact = images.map(Double.init)
    let loss = reference.loss(exact, labels)
    let imageSlopes = slopes(exact) { reference.loss($0, labels) }
    let parameterSlopes = parameters.map { tensor in
      slopes(tensor.values.map(Double.init)) { values in
        var moved = reference
        moved.parameters[tensor.name] = values
        return moved.loss(exact, labels)
      }
    }

    for level in InstructionSet.available {
      let network = try Network(
        NetworkPlan(spec, instructionSet: level), maximumBatch: batch, seed: dropoutSeed ?? 0,
        optimizer: .sgd(SGDSpec()), labelSmoothing: labelSmoothing,
        execution: ExecutionOptions(threads: 2, instructionSet: level), keepsGradients: true)
      try network.setParameters(parameters)
      let result =
        dropoutSeed == nil
        ? network.findGradients(images: images, labels: labels)
        : network.trainStep(images: images, labels: labels)
      #expect(abs(result.loss - loss) < 1e-5 * max(1, loss), "loss, \(level)")
      #expect(worstDifference(network.inputGradient, imageSlopes) == nil, "images, \(level)")
      for (actual, expected) in zip(network.gradients, parameterSlopes) {
        #expect(
          worstDifference(actual.values, expected) == nil, "\(actual.name), \(level)")
      }
    }
  }

  /// The slope of a function along each number, (f(x + h) − f(x − h)) ÷ 2h.
  private func slopes(_ x: [Double], _ f: ([Double]) -> Double) -> [Float] {
    let h = 1e-5
    return x.indices.map { i in
      var up = x, down = x
      up[i] += h
      down[i] -= h
      return Float((f(up) - f(down)) / (2 * h))
    }
  }
}
