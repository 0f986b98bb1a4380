import KernelTypes

/// A convolution as products over the image itself, for every kernel, stride and padding.
///
/// Because images carry their border of zeros, the part of a window in one row is KW·C neighbouring
/// numbers (C the channels of the input, KW the kernel's columns), and each pass is one kind of
/// product over them:
/// - forward: rows are output pixels, columns kernels; sums run over kernel rows, then KW·C.
/// - backward to the input: the same with kernels turned around, once for each position of an input
///   pixel relative to the stride (`InputGradientPhase`).
/// - backward to the kernels: rows are the KW·C numbers of a kernel row; sums run over pixels.
struct DirectConvolution {
  private let geometry: ConvolutionGeometry
  private let forwardShape: ProductShape
  /// From an image's first element to the first window's.
  private let windowOffset: Int
  /// Arena offset of the turned kernels, phase after phase; nil if the input wants no gradient.
  private let turned: Int?
  private let phases: [InputGradientPhase]
  /// Products of some output rows each, which together stay in the first-level cache.
  private let blocks: [(x: Int, dy: Int, shape: ProductShape)]

  init(_ geometry: ConvolutionGeometry, maps: MapPair, turned: Int?) {
    self.geometry = geometry
    self.turned = turned
    let input = maps.input, channels = geometry.channels, depth = geometry.depth
    let vertical = geometry.vertical, horizontal = geometry.horizontal
    let run = horizontal.size * channels
    windowOffset = -vertical.before * input.pitch - horizontal.before * channels
    forwardShape = ProductShape(
      planes: vertical.output, rows: horizontal.output, columns: depth,
      segments: vertical.size, count: run,
      aPlane: vertical.stride * input.pitch, aRow: horizontal.stride * channels, aStep: 1,
      aSegment: input.pitch, bStep: depth, bSegment: run * depth,
      cPlane: maps.output.pitch, cRow: depth)
    guard let outputGradient = maps.outputGradient else {
      (phases, blocks) = ([], [])
      return
    }
    phases =
      maps.inputGradient.map { map in
        geometry.inputGradientPhases(inputPitch: map.pitch, outputPitch: outputGradient.pitch)
      } ?? []
    // Rows of both operands that fit 48 KB; a fixed rule of the shape, because it orders the sums.
    let rowElements = vertical.stride * input.pitch + outputGradient.pitch
    let rows = max(1, (12_288 - vertical.size * input.pitch) / rowElements)
    blocks = stride(from: 0, to: vertical.output, by: rows).map { first in
      (
        x: first * vertical.stride * input.pitch, dy: first * outputGradient.pitch,
        shape: ProductShape(
          planes: vertical.size, rows: run, columns: depth,
          segments: min(rows, vertical.output - first), count: horizontal.output,
          aPlane: input.pitch, aRow: 1, aStep: horizontal.stride * channels,
          aSegment: vertical.stride * input.pitch,
          bStep: depth, bSegment: outputGradient.pitch, cPlane: run * depth, cRow: depth)
      )
    }
  }

  func forward(
    _ maps: MapPair, _ images: Range<Int>, kernel: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, start: ProductStart, finish: ProductFinish,
    _ context: borrowing StepContext
  ) {
    for image in images {
      context.kernels.product(
        context.base + maps.output.offset(image),
        context.base + maps.input.offset(image) + windowOffset, kernel, bias, start, finish,
        forwardShape)
    }
  }

  /// sums = the kernels' gradient over these images.
  func addKernelSums(
    _ maps: MapPair, _ images: Range<Int>, into sums: UnsafeMutablePointer<Float>,
    _ context: borrowing StepContext
  ) {
    guard let outputGradient = maps.outputGradient else { return }
    for image in images {
      let x = UnsafePointer(context.base + maps.input.offset(image) + windowOffset)
      let dy = UnsafePointer(context.base + outputGradient.offset(image))
      for (index, block) in blocks.enumerated() {
        context.kernels.product(
          sums, x + block.x, dy + block.dy, dy,
          image == images.lowerBound && index == 0 ? .zero : .current, .none, block.shape)
      }
    }
  }

  /// The gradient of these images' input.
  func passBack(_ maps: MapPair, _ images: Range<Int>, _ context: borrowing StepContext) {
    guard let turned, let inputGradient = maps.inputGradient,
      let outputGradient = maps.outputGradient
    else { return }
    for image in images {
      let dx = context.base + inputGradient.offset(image)
      let dy = UnsafePointer(context.base + outputGradient.offset(image))
      for phase in phases {
        context.kernels.product(
          dx + phase.dx, dy + phase.dy, context.base + turned + phase.kernel, dy, .zero, .none,
          phase.shape)
      }
    }
  }

  /// Writes the kernels turned around, [phase][kernel row][kernel column][depth][C], for `passBack`.
  func prepareKernels(_ kernel: UnsafePointer<Float>, _ context: borrowing StepContext) {
    guard let turned else { return }
    for phase in phases {
      geometry.turn(
        kernel, into: context.base + turned + phase.kernel, rows: phase.kernelRows,
        columns: phase.kernelColumns, context)
    }
  }
}
