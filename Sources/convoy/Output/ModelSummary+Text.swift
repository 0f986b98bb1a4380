import Workbench

extension ModelSummary {
  /// A line per layer and one for the whole network.
  var table: TextTable {
    var table = TextTable([
      .text("layer"), .text("output"), .number("parameters"), .number("each neuron"),
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
