import KernelTypes

/// Applies a function to each element.
struct ActivationOperation {
  let maps: MapPair
  let function: ElementFunction

  func forward(_ slab: Slab, _ context: borrowing StepContext) {
    for image in slab.images {
      for row in 0..<maps.input.shape.height {
        context.kernels.activate(
          context.pointer(maps.output, image, slab) + row * maps.output.pitch,
          context.pointer(maps.input, image, slab) + row * maps.input.pitch, function,
          maps.input.rowCount)
      }
    }
  }

  func backward(_ slab: Slab, _ context: borrowing StepContext) {
    guard let inputGradient = maps.inputGradient, let outputGradient = maps.outputGradient else {
      return
    }
    let known = function.derivesFromInput ? maps.input : maps.output
    for image in slab.images {
      for row in 0..<maps.input.shape.height {
        context.kernels.activateBackward(
          context.pointer(inputGradient, image, slab) + row * inputGradient.pitch,
          context.pointer(outputGradient, image, slab) + row * outputGradient.pitch,
          context.pointer(known, image, slab) + row * known.pitch, function, maps.input.rowCount)
      }
    }
  }
}

extension ElementFunction {
  init(_ activation: Activation) {
    switch activation {
    case .linear: self = .linear
    case .relu: self = .relu
    case .leakyRelu: self = .leakyRelu
    case .gelu: self = .gelu
    case .silu: self = .silu
    case .tanh: self = .tanh
    case .sigmoid: self = .sigmoid
    }
  }

  /// Whether the derivative is found from the function's input; from its output otherwise.
  var derivesFromInput: Bool {
    switch self {
    case .gelu, .silu: true
    case .linear, .relu, .leakyRelu, .tanh, .sigmoid: false
    }
  }

  /// What a product can do to its sums before it stores them; nil if the function needs a pass of
  /// its own.
  var asFinish: ProductFinish? {
    switch self {
    case .linear: ProductFinish.none
    case .relu: .relu
    case .leakyRelu: .leakyRelu
    case .gelu, .silu, .tanh, .sigmoid: nil
    }
  }
}
