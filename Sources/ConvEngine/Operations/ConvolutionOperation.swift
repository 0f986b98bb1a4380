import KernelTypes

/// A convolution with its bias and a simple activation, written H W C (input), O (depth), K (kernel).
///
/// Because images carry their border of zeros, the part of a window in one row is KW·C neighbouring
/// numbers, and each pass is one kind of product over them:
/// - forward: rows are output pixels, columns kernels; sums run over kernel rows, then KW·C.
/// - backward to the input: the same with kernels turned around, once for each position of an input
///   pixel relative to the stride (`InputGradientPhase`).
/// - backward to the kernels: rows are the KW·C numbers of a kernel row; sums run over pixels.
struct ConvolutionOperation {
  let maps: MapPair
  let function: ElementFunction
  /// Arena offsets of the parameters; the bias is absent if the layer has none.
  let kernel: Int
  let bias: Int?
  /// Zeros where there is no bias to start from.
  private let start: ProductStart
  private let forwardShape: ProductShape
  /// From an image's first element to the first window's.
  private let windowOffset: Int
  let gradient: ConvolutionGradient?

  /// - Parameter gradient: what the backward pass needs; nil in a network that only evaluates.
  init(
    maps: MapPair, function: ElementFunction, kernel: Int, bias: Int?,
    geometry: ConvolutionGeometry, gradient: ConvolutionGradient?
  ) {
    let input = maps.input, output = maps.output
    let vertical = geometry.vertical, horizontal = geometry.horizontal
    let channels = input.shape.channels, depth = output.shape.channels
    self.maps = maps
    self.function = function
    self.kernel = kernel
    self.bias = bias
    self.gradient = gradient
    start = bias == nil ? .zero : .bias
    windowOffset = -vertical.before * input.pitch - horizontal.before * channels
    let run = horizontal.size * channels
    forwardShape = ProductShape(
      planes: vertical.output, rows: horizontal.output, columns: depth,
      segments: vertical.size, count: run,
      aPlane: vertical.stride * input.pitch, aRow: horizontal.stride * channels, aStep: 1,
      aSegment: input.pitch, bStep: depth, bSegment: run * depth,
      cPlane: output.pitch, cRow: depth)
  }

  /// The arena offset of an image's first window, possibly in its border.
  func firstWindow(_ image: Int) -> Int { maps.input.offset(image) + windowOffset }

  func forward(_ images: Range<Int>, _ context: borrowing StepContext) {
    let base = context.base
    for image in images {
      context.kernels.product(
        base + maps.output.offset(image), base + firstWindow(image),
        base + kernel, base + (bias ?? 0), start, function.asFinish ?? .none, forwardShape)
    }
  }

  func backward(_ images: Range<Int>, chunk: Int, _ context: borrowing StepContext) {
    guard let gradient, let outputGradient = maps.outputGradient else { return }
    let base = context.base
    for image in images {
      if function != .linear {
        for row in 0..<maps.output.shape.height {
          let dy = base + outputGradient.offset(image) + row * outputGradient.pitch
          context.kernels.activateBackward(
            dy, dy, base + maps.output.offset(image) + row * maps.output.pitch, function,
            maps.output.rowCount)
        }
      }
      let dy = UnsafePointer(base + outputGradient.offset(image))
      let x = UnsafePointer(base + firstWindow(image))
      gradient.addSums(x, dy, chunk: chunk, isFirst: image == images.lowerBound, context)
      if let inputGradient = maps.inputGradient {
        gradient.passBack(into: base + inputGradient.offset(image), dy, context)
      }
    }
  }
}
