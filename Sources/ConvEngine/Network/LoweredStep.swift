import KernelTypes

/// What a layer comes down to: one or two operations without parameters' places.
enum LoweredStep {
  struct Convolution {
    let geometry: ConvolutionGeometry
    let function: ElementFunction
    let parameters: [ParameterPlan]
    /// Whether the largest of each 2×2 is taken, and what is then dropped.
    var pools = false
    var dropout: ConvolutionEpilogue.DropoutSettings?

    /// What comes out.
    var output: ImageShape {
      let sums = geometry.output
      return pools
        ? ImageShape(height: sums.height / 2, width: sums.width / 2, channels: sums.channels) : sums
    }
  }

  struct Dense {
    let units: Int
    let function: ElementFunction
    let parameters: [ParameterPlan]
  }

  case conv(Convolution)
  case dense(Dense)
  case pool(isMax: Bool, vertical: WindowGeometry, horizontal: WindowGeometry)
  case activation(ElementFunction)
  case dropout(rate: Double, layer: Int)
  case flatten

  /// The zeros this step needs around its input.
  var inputBorder: Border {
    if case .conv(let conv) = self { conv.geometry.inputBorder } else { Border() }
  }

  /// The zeros this step needs around its output's gradient.
  var outputGradientBorder: Border {
    if case .conv(let conv) = self, !conv.pools {
      conv.geometry.outputGradientBorder
    } else {
      Border()
    }
  }

  /// Numbers a thread needs beside the maps while it works on this step.
  func scratchCount(batch: Int) -> Int {
    switch self {
    case .conv(let conv): conv.geometry.scratchCount
    case .dense(let dense): DenseOperation.scratchCount(batch: batch, units: dense.units)
    case .pool, .activation, .dropout, .flatten: 0
    }
  }

  /// Images that make this step's work large enough.
  var filling: Int {
    if case .conv(let conv) = self { conv.geometry.filling } else { 1 }
  }

  var parameters: [ParameterPlan] {
    switch self {
    case .conv(let conv): conv.parameters
    case .dense(let dense): dense.parameters
    case .pool, .activation, .dropout, .flatten: []
    }
  }

  /// Those whose gradient each chunk of images sums for itself.
  var parametersInSums: [ParameterPlan] {
    if case .conv(let conv) = self { conv.parameters } else { [] }
  }

  /// The shape that comes out; vectors are images of one pixel.
  func output(of input: ImageShape) -> ImageShape {
    switch self {
    case .conv(let conv): conv.output
    case .dense(let dense): ImageShape(height: 1, width: 1, channels: dense.units)
    case .pool(_, let vertical, let horizontal):
      ImageShape(height: vertical.output, width: horizontal.output, channels: input.channels)
    case .activation, .dropout, .flatten: input
    }
  }
}

/// The steps of a network, and whose they are.
struct LoweredNetwork {
  private(set) var steps: [LoweredStep] = []
  /// The layer of each step, by its position in the model.
  private(set) var layers: [Int] = []
  /// For each layer, the one whose step does its work too; nil for others.
  private(set) var hosts: [Int?] = []
}

extension LoweredNetwork {
  /// All steps, with what convolutions can do to their own sums taken into them.
  init(_ plan: NetworkPlan) {
    for (index, layer) in plan.layers.enumerated() {
      hosts.append(nil)
      for step in layer.lowered(index: index) {
        if let last = steps.last, case .conv(let conv) = last, let joined = conv.joined(with: step)
        {
          steps[steps.count - 1] = .conv(joined)
          hosts[index] = layers.last
        } else {
          steps.append(step)
          layers.append(index)
        }
      }
    }
  }
}

extension LoweredStep.Convolution {
  /// The convolution that does the next step too; nil if it cannot.
  fileprivate func joined(with next: LoweredStep) -> Self? {
    var joined = self
    switch next {
    case .pool(let isMax, let vertical, let horizontal)
    where isMax && !pools && vertical.takesPairs && horizontal.takesPairs:
      joined.pools = true
    // Only the zeros of a rectifier tell the backward pass what was dropped.
    case .dropout(let rate, let layer) where pools && dropout == nil && function == .relu:
      joined.dropout = ConvolutionEpilogue.DropoutSettings(rate: rate, layer: layer)
    case .conv, .dense, .pool, .activation, .dropout, .flatten: return nil
    }
    return joined
  }
}

extension WindowGeometry {
  /// Whether each output position takes two input positions of its own.
  fileprivate var takesPairs: Bool {
    size == 2 && stride == 2 && before == 0 && 2 * output <= input
  }
}

extension LayerPlan {
  /// This layer's steps. A function that a product cannot apply to its sums becomes a step of its own.
  /// - Parameter index: the layer's position in the model.
  func lowered(index: Int) -> [LoweredStep] {
    switch spec {
    case .conv(let conv):
      guard case .image(let shape) = input, let windows else { return [] }
      return separate(ElementFunction(conv.activation)) { fused in
        .conv(
          LoweredStep.Convolution(
            geometry: ConvolutionGeometry(
              channels: shape.channels, depth: conv.depth, vertical: windows.vertical,
              horizontal: windows.horizontal, allowsTiles: allowsTiles), function: fused,
            parameters: parameters))
      }
    case .dense(let dense):
      return separate(ElementFunction(dense.activation)) { fused in
        .dense(LoweredStep.Dense(units: dense.units, function: fused, parameters: parameters))
      }
    case .maxPool: return pooling(isMax: true)
    case .averagePool, .globalAveragePool: return pooling(isMax: false)
    case .flatten: return [.flatten]
    case .dropout(let rate): return [.dropout(rate: rate, layer: index)]
    case .activation(let activation): return [.activation(ElementFunction(activation))]
    }
  }

  private func separate(
    _ function: ElementFunction, _ step: (ElementFunction) -> LoweredStep
  ) -> [LoweredStep] {
    function.asFinish == nil ? [step(.linear), .activation(function)] : [step(function)]
  }

  private func pooling(isMax: Bool) -> [LoweredStep] {
    windows.map {
      [.pool(isMax: isMax, vertical: $0.vertical, horizontal: $0.horizontal)]
    } ?? []
  }
}
