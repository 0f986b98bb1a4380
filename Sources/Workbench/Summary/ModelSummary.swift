package import ConvEngine

/// What `summary` prints: a network's layers with shapes, parameters and costs, before training.
package struct ModelSummary: Codable, Sendable, Hashable {
  package struct Layer: Codable, Sendable, Hashable {
    /// `conv_1`
    package let name: String
    /// `32×32×3`, or `512`
    package let output: String
    package let parameters: Int
    /// What each neuron of a dense layer, or each kernel of a convolution, has to learn; nil for
    /// other layers.
    package let parametersPerNeuron: Int?
    /// Million floating-point operations of a forward pass over one image.
    package let mflop: Double
    /// Bytes of output for one image.
    package let activationBytes: Int
    /// The kernel that runs the layer; empty where there is nothing to multiply.
    package let kernel: String
  }

  package let input: String
  package let layers: [Layer]
  package let parameters: Int
  package let mflop: Double
  package let activationBytes: Int

  package init(_ plan: NetworkPlan) {
    input = plan.spec.input.description
    layers = plan.layers.map { layer in
      Layer(
        name: layer.name, output: layer.output.description, parameters: layer.parameterCount,
        parametersPerNeuron: layer.neurons.map { layer.parameterCount / $0 },
        mflop: Double(layer.flops) / 1e6, activationBytes: layer.activationBytes,
        kernel: layer.kernel)
    }
    parameters = plan.parameterCount
    mflop = Double(plan.flops) / 1e6
    activationBytes = plan.activationBytes
  }
}

extension LayerPlan {
  /// How many neurons share the parameters: units of a dense layer, kernels of a convolution.
  fileprivate var neurons: Int? {
    switch spec {
    case .conv(let spec): spec.depth
    case .dense(let spec): spec.units
    case .maxPool, .averagePool, .globalAveragePool, .flatten, .dropout, .activation: nil
    }
  }
}
