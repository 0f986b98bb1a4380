import KernelTypes

/// An operation that takes each image of a batch for itself, so that a slab of images can run through a
/// row of them while it is in the cache.
enum ImageOperation {
  case load(LoadOperation)
  case convolution(ConvolutionOperation)
  case pool(PoolOperation)
  case activation(ActivationOperation)
  case dropout(DropoutOperation)

  func forward(_ slab: Slab, _ context: borrowing StepContext) {
    switch self {
    case .load(let operation): operation.forward(slab, context)
    case .convolution(let operation): operation.forward(slab, context)
    case .pool(let operation): operation.forward(slab, context)
    case .activation(let operation): operation.forward(slab, context)
    case .dropout(let operation): operation.forward(slab, context)
    }
  }

  func backward(_ slab: Slab, _ context: borrowing StepContext) {
    switch self {
    case .load: break
    case .convolution(let operation): operation.backward(slab, context)
    case .pool(let operation): operation.backward(slab, context)
    case .activation(let operation): operation.backward(slab, context)
    case .dropout(let operation): operation.backward(slab, context)
    }
  }

  /// Pieces that threads can compute at the same time where a step has a single image.
  var parts: Int {
    if case .convolution(let operation) = self { operation.parts } else { 1 }
  }

  /// One of the pieces of the forward pass.
  func forward(part: Int, _ slab: Slab, _ context: borrowing StepContext) {
    if case .convolution(let operation) = self {
      operation.forward(part: part, slab, context)
    } else {
      forward(slab, context)
    }
  }
}

/// Puts the batch's images into the network's input, as numbers from 0 to 1.
struct LoadOperation {
  let output: FeatureMap

  func forward(_ slab: Slab, _ context: borrowing StepContext) {
    guard let pixels = context.pixels, let indices = context.indices else { return }
    for image in slab.images {
      let source = pixels + indices[image] * output.shape.count
      let target = context.pointer(output, image, slab)
      for row in 0..<output.shape.height {
        context.kernels.convertPixels(
          target + row * output.pitch, source + row * output.rowCount, 1 / 255, output.rowCount)
      }
    }
  }
}

/// What an operation reads and writes: forward from `input` to `output`, backward from
/// `outputGradient` to `inputGradient`.
struct MapPair {
  let input: FeatureMap
  let output: FeatureMap
  /// Nil where no gradient is wanted.
  let inputGradient: FeatureMap?
  let outputGradient: FeatureMap?
}
