import ConvEngine

/// What a network costs, layer by layer, as `convoy summary` prints it.
struct NetworkSummary: Encodable {
  struct Layer: Encodable {
    var name: String
    /// `32×32×3`, or the number of elements.
    var output: String
    var parameters: Int
    /// Weights and bias of one neuron; dense layers only.
    var parametersPerNeuron: Int?
    /// Millions of operations of a forward pass over one image; multiply and add count as two.
    var mflop: Double
    /// Bytes of output kept for one image while training.
    var activationBytes: Int
    var kernel: String
  }

  var input: String
  var layers: [Layer]
  var parameters: Int
  var mflop: Double
  var activationBytes: Int

  init(_ plan: NetworkPlan) {
    input = plan.spec.input.description
    layers = plan.layers.map { layer in
      var perNeuron: Int?
      if case .dense(let spec) = layer.spec { perNeuron = layer.parameterCount / spec.units }
      return Layer(
        name: layer.name, output: layer.output.description, parameters: layer.parameterCount,
        parametersPerNeuron: perNeuron, mflop: Double(layer.flops) / 1e6,
        activationBytes: layer.activationBytes, kernel: layer.kernel)
    }
    parameters = plan.parameterCount
    mflop = Double(plan.flops) / 1e6
    activationBytes = plan.activationBytes
  }
}

extension NetworkSummary {
  var table: TextTable {
    var table = TextTable([
      .text("layer"), .text("output"), .number("parameters"), .number("per neuron"),
      .number("MFLOP"), .number("activations"), .text("kernel"),
    ])
    table.append([.init("input", style: .quiet), .init(input), "", "", "", "", ""])
    for layer in layers {
      table.append([
        .init(layer.name), .init(layer.output),
        .init(layer.parameters == 0 ? "–" : Format.count(layer.parameters)),
        .init(layer.parametersPerNeuron.map(Format.count) ?? ""),
        .init(layer.mflop == 0 ? "–" : Format.fixed(layer.mflop, 2)),
        .init(Format.bytes(layer.activationBytes)), .init(layer.kernel, style: .quiet),
      ])
    }
    table.append([
      .init("total", style: .heading), "", .init(Format.count(parameters), style: .heading), "",
      .init(Format.fixed(mflop, 2), style: .heading),
      .init(Format.bytes(activationBytes), style: .heading), "",
    ])
    return table
  }
}
