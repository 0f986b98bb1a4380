import KernelTypes

/// The backward pass of a convolution: shapes of its products and where its sums and turned kernels
/// lie.
struct ConvolutionGradient {
  let geometry: ConvolutionGeometry
  /// Arena offset of the turned kernels, phase after phase; nil if the input wants no gradient.
  let turned: Int?
  /// Arena offsets of the first chunk's kernel and bias sums, and from one chunk to the next.
  let kernelSums: Int
  let biasSums: Int?
  let chunkStride: Int
  private let phases: [InputGradientPhase]
  /// Products of some output rows each, which together stay in the first-level cache.
  private let blocks: [(x: Int, dy: Int, shape: ProductShape)]
  private let biasRows: Int

  init(
    _ geometry: ConvolutionGeometry, maps: MapPair, outputGradient: FeatureMap, turned: Int?,
    kernelSums: Int, biasSums: Int?, chunkStride: Int
  ) {
    self.geometry = geometry
    self.turned = turned
    self.kernelSums = kernelSums
    self.biasSums = biasSums
    self.chunkStride = chunkStride
    let input = maps.input, vertical = geometry.vertical, horizontal = geometry.horizontal
    let channels = geometry.channels, depth = geometry.depth
    let run = horizontal.size * channels

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
    // The border between rows adds zeros, so all rows count as one.
    biasRows = (vertical.output - 1) * (outputGradient.pitch / depth) + horizontal.output
  }

  /// Adds one image's kernel and bias gradients to its chunk's sums.
  /// - Parameter isFirst: whether the image is its chunk's first, and the sums begin at zero.
  func addSums(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, chunk: Int, isFirst: Bool,
    _ context: borrowing StepContext
  ) {
    let sums = context.base + kernelSums + chunk * chunkStride
    for (index, block) in blocks.enumerated() {
      context.kernels.product(
        sums, x + block.x, dy + block.dy, dy, isFirst && index == 0 ? .zero : .current, .none,
        block.shape)
    }
    if let biasSums {
      let sums = context.base + biasSums + chunk * chunkStride
      if isFirst { sums.update(repeating: 0, count: geometry.depth) }
      context.kernels.addColumnSums(sums, dy, geometry.depth, biasRows, geometry.depth)
    }
  }

  /// dx = the gradient of one image's input.
  func passBack(
    into dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>,
    _ context: borrowing StepContext
  ) {
    guard let turned else { return }
    for phase in phases {
      context.kernels.product(
        dx + phase.dx, dy + phase.dy, context.base + turned + phase.kernel, dy, .zero, .none,
        phase.shape)
    }
  }

  /// Writes the kernels turned around, [phase][kernel row][kernel column][O][C], for `passBack`.
  func turnKernels(_ kernel: UnsafePointer<Float>, _ context: borrowing StepContext) {
    guard let turned else { return }
    let channels = geometry.channels, depth = geometry.depth
    for phase in phases {
      var to = context.base + turned + phase.kernel
      for row in phase.kernelRows {
        for column in phase.kernelColumns {
          context.kernels.transpose(
            to, kernel + (row * geometry.horizontal.size + column) * channels * depth, channels,
            depth, channels, depth)
          to += channels * depth
        }
      }
    }
  }
}
