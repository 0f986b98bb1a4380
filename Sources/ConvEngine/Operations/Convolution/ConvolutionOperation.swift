import KernelTypes

/// A convolution with its bias and a simple activation.
struct ConvolutionOperation {
  let maps: MapPair
  let function: ElementFunction
  /// Arena offsets of the parameters; the bias is absent if the layer has none.
  let kernel: Int
  let bias: Int?
  let method: Method
  /// What the backward pass needs; nil in a network that only evaluates.
  let gradient: ConvolutionGradient?

  /// How the sums are computed: a fixed rule of the layer's shape (`ConvolutionGeometry.usesTiles`).
  enum Method {
    case direct(DirectConvolution)
    case winograd(WinogradConvolution)
  }

  /// Puts the kernels into the forms that the forward and backward passes read.
  func prepareKernels(_ context: borrowing StepContext) {
    switch method {
    case .direct(let direct): direct.prepareKernels(context.base + kernel, context)
    case .winograd(let winograd): winograd.prepareKernels(context.base + kernel, context)
    }
  }

  func forward(
    _ images: Range<Int>, scratch: UnsafeMutablePointer<Float>, _ context: borrowing StepContext
  ) {
    let finish = function.asFinish ?? .none
    let start: ProductStart = bias == nil ? .zero : .bias
    let bias = UnsafePointer(context.base + (bias ?? 0))
    switch method {
    case .direct(let direct):
      direct.forward(
        maps, images, kernel: context.base + kernel, bias: bias, start: start, finish: finish,
        context)
    case .winograd(let winograd):
      winograd.forward.run(
        images, bias: bias, start: start, finish: finish, scratch: scratch, context)
    }
  }

  /// - Parameter chunk: whose gradient sums these images are.
  func backward(
    _ images: Range<Int>, chunk: Int, scratch: UnsafeMutablePointer<Float>,
    _ context: borrowing StepContext
  ) {
    guard let gradient, let outputGradient = maps.outputGradient else { return }
    unactivate(images, outputGradient, context)
    gradient.addBias(outputGradient, images, chunk: chunk, context)
    addKernelSums(images, chunk: chunk, scratch: scratch, context)
    passBack(images, scratch: scratch, context)
  }

  /// The chunk's sums = the kernels' gradient over these images.
  func addKernelSums(
    _ images: Range<Int>, chunk: Int, scratch: UnsafeMutablePointer<Float>,
    _ context: borrowing StepContext
  ) {
    guard let gradient else { return }
    let sums = context.base + gradient.kernelSums + chunk * gradient.chunkStride
    switch method {
    case .direct(let direct): direct.addKernelSums(maps, images, into: sums, context)
    case .winograd(let winograd):
      winograd.kernelGradient?.run(into: sums, images, scratch: scratch, context)
    }
  }

  /// The gradient of these images' input, where one is wanted.
  func passBack(
    _ images: Range<Int>, scratch: UnsafeMutablePointer<Float>, _ context: borrowing StepContext
  ) {
    switch method {
    case .direct(let direct): direct.passBack(maps, images, context)
    case .winograd(let winograd):
      winograd.inputGradient?.run(
        images, bias: context.base, start: .zero, finish: .none, scratch: scratch, context)
    }
  }

  /// Turns the gradient of the output into that of the sums before the activation.
  private func unactivate(
    _ images: Range<Int>, _ outputGradient: FeatureMap, _ context: borrowing StepContext
  ) {
    guard function != .linear else { return }
    for image in images {
      for row in 0..<maps.output.shape.height {
        let dy = context.base + outputGradient.offset(image) + row * outputGradient.pitch
        context.kernels.activateBackward(
          dy, dy, context.base + maps.output.offset(image) + row * maps.output.pitch, function,
          maps.output.rowCount)
      }
    }
  }
}

/// Where a convolution's gradient sums lie: arena offsets of the first chunk's, and from one chunk to
/// the next.
struct ConvolutionGradient {
  let kernelSums: Int
  let biasSums: Int?
  let chunkStride: Int

  /// sums = the bias's gradient over these images.
  func addBias(
    _ outputGradient: FeatureMap, _ images: Range<Int>, chunk: Int,
    _ context: borrowing StepContext
  ) {
    guard let biasSums else { return }
    let depth = outputGradient.shape.channels
    let sums = context.base + biasSums + chunk * chunkStride
    sums.update(repeating: 0, count: depth)
    // The border between rows adds zeros, so all rows of an image count as one.
    let pixels =
      (outputGradient.shape.height - 1) * (outputGradient.pitch / depth)
      + outputGradient.shape.width
    for image in images {
      context.kernels.addColumnSums(
        sums, context.base + outputGradient.offset(image), depth, pixels, depth)
    }
  }
}
