import KernelTypes

/// What a layer comes down to: one or two operations without parameters' places.
enum LoweredStep {
  struct Convolution {
    let geometry: ConvolutionGeometry
    let function: ElementFunction
    let parameters: [ParameterPlan]
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
    if case .conv(let conv) = self { conv.geometry.outputGradientBorder } else { Border() }
  }

  /// Numbers this step needs beside its maps while it runs.
  var scratchCount: Int {
    if case .conv(let conv) = self { conv.geometry.scratchCount } else { 0 }
  }

  var parameters: [ParameterPlan] {
    switch self {
    case .conv(let conv): conv.parameters
    case .dense(let dense): dense.parameters
    case .pool, .activation, .dropout, .flatten: []
    }
  }

  /// The shape that comes out; vectors are images of one pixel.
  func output(of input: ImageShape) -> ImageShape {
    switch self {
    case .conv(let conv):
      ImageShape(
        height: conv.geometry.vertical.output, width: conv.geometry.horizontal.output,
        channels: conv.geometry.depth)
    case .dense(let dense): ImageShape(height: 1, width: 1, channels: dense.units)
    case .pool(_, let vertical, let horizontal):
      ImageShape(height: vertical.output, width: horizontal.output, channels: input.channels)
    case .activation, .dropout, .flatten: input
    }
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
