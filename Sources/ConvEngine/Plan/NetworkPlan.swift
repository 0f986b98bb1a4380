/// A network whose shapes, parameters and costs are known, before anything is allocated.
public struct NetworkPlan: Sendable {
  /// The network as described.
  public let spec: NetworkSpec
  /// One for each layer described.
  public let layers: [LayerPlan]
  /// The level whose kernels `LayerPlan.kernel` names.
  public let instructionSet: InstructionSet

  /// Infers every shape.
  /// - Throws: `NetworkError` naming the first layer that does not fit its input.
  public init(
    _ spec: NetworkSpec, instructionSet: InstructionSet = .best,
    kernels: KernelChoice = .automatic
  ) throws(NetworkError) {
    guard InstructionSet.available.contains(instructionSet) else {
      throw .instructionSet(instructionSet)
    }
    let sizes = [spec.input.height, spec.input.width, spec.input.channels]
    guard sizes.allSatisfy({ (1...LayerSite.largestSize).contains($0) }),
      sizes.reduce(1, { $0 * Double($1) }) < LayerPlan.largestCount
    else {
      throw .model(
        found: "input \(spec.input)",
        accepted: "use sizes of 1 to \(LayerSite.largestSize), and at most 256 GB together")
    }
    var layers: [LayerPlan] = []
    var numbers: [String: Int] = [:]
    var shape = Shape.image(spec.input)
    for (index, layer) in spec.layers.enumerated() {
      numbers[layer.kind, default: 0] += 1
      let name = "\(layer.kind)_\(numbers[layer.kind, default: 0])"
      let planned = try LayerPlan(
        layer,
        at: LayerSite(
          index: index, name: name, input: shape, instructionSet: instructionSet,
          kernels: kernels))
      layers.append(planned)
      shape = planned.output
    }
    guard let last = layers.last else {
      throw .model(found: "no layers", accepted: "the last one gives a logit for each class")
    }
    guard case .vector = last.output else {
      throw .layer(
        index: layers.count - 1, found: "the model's output is \(last.output)",
        accepted: "end with flatten or global_average_pool and dense")
    }
    self.spec = spec
    self.layers = layers
    self.instructionSet = instructionSet
    let parameters = layers.reduce(0.0) { $0 + Double($1.parameterCount) }
    let activations = layers.reduce(0.0) { $0 + Double($1.activationBytes) }
    guard parameters * 4 + activations < Double(1 << 40) else {
      throw .memory(needed: Int(min(parameters * 4 + activations, 9e18)), available: 1 << 40)
    }
  }

  /// Trainable numbers in all layers.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// Operations of a forward pass over one image.
  public var flops: Int { layers.reduce(0) { $0 + $1.flops } }

  /// Bytes of layer outputs kept for one image.
  public var activationBytes: Int { layers.reduce(0) { $0 + $1.activationBytes } }

  /// The number of logits.
  public var classes: Int { layers.last?.output.count ?? 0 }
}
