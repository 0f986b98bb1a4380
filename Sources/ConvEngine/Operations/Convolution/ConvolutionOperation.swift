import KernelTypes

/// A convolution with its bias, a simple activation and, where they follow, pooling and dropout.
struct ConvolutionOperation {
  let maps: MapPair
  let epilogue: ConvolutionEpilogue
  /// Arena offsets of the parameters; the bias is absent if the layer has none.
  let kernel: Int
  let bias: Int?
  let method: Method
  /// What the backward pass needs; nil in a network that only evaluates.
  let gradient: ConvolutionGradient?
  /// Pieces of the forward pass over one image.
  let parts: Int

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

  func forward(_ slab: Slab, _ context: borrowing StepContext) {
    forward(part: 0, of: 1, slab, context)
  }

  func forward(part: Int, _ slab: Slab, _ context: borrowing StepContext) {
    forward(part: part, of: parts, slab, context)
  }

  private func forward(part: Int, of parts: Int, _ slab: Slab, _ context: borrowing StepContext) {
    let start: ProductStart = bias == nil ? .zero : .bias
    let bias = UnsafePointer(context.base + (bias ?? 0))
    switch method {
    case .direct(let direct):
      direct.forward(
        slab, part: part, of: parts, bias: bias, start: start, epilogue, context)
    case .winograd(let winograd):
      winograd.forward.run(
        slab, part: part, of: parts, bias: bias, start: start, epilogue, context)
    }
  }

  func backward(_ slab: Slab, _ context: borrowing StepContext) {
    guard let gradient else { return }
    gradient.findSums(maps, epilogue, slab, context)
    addKernelSums(slab, context)
    passBack(slab, context)
  }

  /// The chunk's sums += the kernels' gradient over these images.
  func addKernelSums(_ slab: Slab, _ context: borrowing StepContext) {
    guard let gradient else { return }
    let sums = context.base + gradient.kernelSums + slab.chunk * gradient.chunkStride
    switch method {
    case .direct(let direct): direct.addKernelSums(slab, into: sums, context)
    case .winograd(let winograd): winograd.kernelGradient?.run(into: sums, slab, context)
    }
  }

  /// The gradient of these images' input, where one is wanted.
  func passBack(_ slab: Slab, _ context: borrowing StepContext) {
    switch method {
    case .direct(let direct): direct.passBack(slab, context)
    case .winograd(let winograd):
      winograd.inputGradient?.run(
        slab, part: 0, of: 1, bias: context.base, start: .zero,
        ConvolutionEpilogue(function: .linear, pooling: nil), context)
    }
  }
}

/// Where a convolution's gradient sums lie: arena offsets of the first chunk's, and from one chunk to
/// the next.
struct ConvolutionGradient {
  let kernelSums: Int
  let biasSums: Int?
  let chunkStride: Int
  /// The gradient of the sums, before pooling and function; without pooling it is that of the output, in
  /// its place.
  let sums: FeatureMap

  /// Turns the gradient of the output into that of the sums, and adds up the bias's.
  func findSums(
    _ maps: MapPair, _ epilogue: ConvolutionEpilogue, _ slab: Slab,
    _ context: borrowing StepContext
  ) {
    guard let outputGradient = maps.outputGradient else { return }
    let depth = sums.shape.channels
    let bias = biasSums.map { context.base + $0 + slab.chunk * chunkStride }
    if slab.isFirst { bias?.update(repeating: 0, count: depth) }
    for image in slab.images {
      let d = context.pointer(sums, image, slab)
      let y = UnsafePointer(context.pointer(maps.output, image, slab))
      if let pooling = epilogue.pooling {
        guard let cells = pooling.cells(image, context) else { return }
        context.kernels.poolPairsBackward(
          d, bias, context.pointer(outputGradient, image, slab), y, cells,
          pooling.epilogue(epilogue.finish, first: 0, context),
          PairShape(
            height: maps.output.shape.height, width: maps.output.shape.width, channels: depth,
            pitch: sums.pitch, pooledPitch: maps.output.pitch,
            gradientPitch: outputGradient.pitch))
      } else if bias != nil || epilogue.function != .linear {
        context.kernels.finishBackward(
          d, bias, y, epilogue.finish,
          PictureShape(
            height: sums.shape.height, width: sums.shape.width, channels: depth,
            pitch: sums.pitch, knownPitch: maps.output.pitch))
      }
    }
  }
}
