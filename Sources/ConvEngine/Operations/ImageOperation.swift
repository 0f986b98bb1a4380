import KernelTypes

/// An operation that takes each image of a batch for itself, so that a chunk of images can run
/// through a row of them while it is in the cache.
enum ImageOperation {
  case load(LoadOperation)
  case convolution(ConvolutionOperation)
  case pool(PoolOperation)
  case activation(ActivationOperation)
  case dropout(DropoutOperation)

  /// - Parameter scratch: this thread's room for what lives only within an operation.
  func forward(
    _ images: Range<Int>, scratch: UnsafeMutablePointer<Float>, _ context: borrowing StepContext
  ) {
    switch self {
    case .load(let operation): operation.forward(images, context)
    case .convolution(let operation):
      operation.forward(images, scratch: scratch, context)
    case .pool(let operation): operation.forward(images, context)
    case .activation(let operation): operation.forward(images, context)
    case .dropout(let operation): operation.forward(images, context)
    }
  }

  /// - Parameter chunk: whose gradient sums the operation makes.
  func backward(
    _ images: Range<Int>, chunk: Int, scratch: UnsafeMutablePointer<Float>,
    _ context: borrowing StepContext
  ) {
    switch self {
    case .load: break
    case .convolution(let operation):
      operation.backward(images, chunk: chunk, scratch: scratch, context)
    case .pool(let operation): operation.backward(images, context)
    case .activation(let operation): operation.backward(images, context)
    case .dropout(let operation): operation.backward(images, context)
    }
  }
}

/// Puts the batch's images into the network's input, as numbers from 0 to 1.
struct LoadOperation {
  let output: FeatureMap

  func forward(_ images: Range<Int>, _ context: borrowing StepContext) {
    guard let pixels = context.pixels, let indices = context.indices else { return }
    for image in images {
      let source = pixels + indices[image] * output.shape.count
      for row in 0..<output.shape.height {
        context.kernels.convertPixels(
          context.base + output.offset(image) + row * output.pitch,
          source + row * output.rowCount, 1 / 255, output.rowCount)
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
