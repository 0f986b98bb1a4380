import KernelTypes

/// The gradient of a direct convolution's input: a convolution of the sums' gradient with the kernels
/// turned around.
struct DirectInputGradient {
  private let geometry: ConvolutionGeometry
  private let inputGradient: FeatureMap
  private let sums: FeatureMap
  /// Arena offset of the turned kernels.
  private let turned: Int
  private let method: Method

  private enum Method {
    /// One product for each position of an input pixel relative to the stride.
    case products([InputGradientPhase])
    /// Sums across lanes, for an input of few channels; the gradient's offset of the first window.
    case dotProducts(DotShape, dy: Int)
  }

  /// - Parameters:
  ///   - sums: the gradient of the sums.
  ///   - layout: the batch's arena.
  init(
    _ geometry: ConvolutionGeometry, inputGradient: FeatureMap, sums: FeatureMap,
    in layout: inout ArenaLayout
  ) {
    self.geometry = geometry
    self.inputGradient = inputGradient
    self.sums = sums
    turned = layout.reserve(geometry.turnedCount)
    let phases = geometry.inputGradientPhases(
      inputPitch: inputGradient.pitch, outputPitch: sums.pitch)
    guard geometry.sumsAcrossLanes else {
      method = .products(phases)
      return
    }
    method = .dotProducts(
      DotShape(
        planes: geometry.vertical.input, rows: geometry.horizontal.input,
        columns: geometry.channels, segments: geometry.vertical.size,
        count: geometry.horizontal.size * geometry.depth, aPlane: sums.pitch, aRow: geometry.depth,
        aSegment: sums.pitch, cPlane: inputGradient.pitch), dy: phases[0].dy)
  }

  /// The gradient of these images' input.
  func run(_ slab: Slab, _ context: borrowing StepContext) {
    let kernels = UnsafePointer(context.base + turned)
    for image in slab.images {
      let dx = context.pointer(inputGradient, image, slab)
      let dy = UnsafePointer(context.pointer(sums, image, slab))
      switch method {
      case .products(let phases):
        for phase in phases {
          context.kernels.product(
            dx + phase.dx, dy + phase.dy, kernels + phase.kernel, dy, .zero, .none, phase.shape)
        }
      case .dotProducts(let shape, let first):
        context.kernels.dotProducts(dx, dy + first, kernels, shape)
      }
    }
  }

  /// Lays the kernels out as `run` reads them.
  func prepareKernels(_ kernel: UnsafePointer<Float>, _ context: borrowing StepContext) {
    let to = context.base + turned
    switch method {
    case .products(let phases):
      for phase in phases {
        geometry.turn(
          kernel, into: to + phase.kernel, rows: phase.kernelRows, columns: phase.kernelColumns,
          order: .strips, context)
      }
    case .dotProducts: geometry.turnByChannel(kernel, into: to)
    }
  }
}

/// One product of the input's gradient: the input pixels that lie alike relative to the stride.
struct InputGradientPhase {
  /// Offsets from the maps' first elements and the turned kernels' start.
  let dx: Int
  let dy: Int
  let kernel: Int
  /// The kernel's rows and columns that reach these pixels, in the order of the output rows and
  /// columns they come from.
  let kernelRows: [Int]
  let kernelColumns: [Int]
  let shape: ProductShape
}

extension ConvolutionGeometry {
  /// The products that make the input's gradient; together they write each element once.
  func inputGradientPhases(inputPitch: Int, outputPitch: Int) -> [InputGradientPhase] {
    var phases: [InputGradientPhase] = []
    var kernel = 0
    for row in vertical.gradientPhases {
      for column in horizontal.gradientPhases {
        let taps = row.taps.count * column.taps.count
        let step = min(channels, ProductShape.strip)
        phases.append(
          InputGradientPhase(
            dx: row.firstInput * inputPitch + column.firstInput * channels,
            dy: row.firstOutput * outputPitch + column.firstOutput * depth,
            kernel: kernel, kernelRows: row.taps, kernelColumns: column.taps,
            shape: ProductShape(
              planes: row.inputs, rows: column.inputs, columns: channels,
              segments: column.taps.isEmpty ? 0 : row.taps.count,
              count: column.taps.count * depth,
              aPlane: outputPitch, aRow: depth, aStep: 1, aSegment: outputPitch,
              bStep: step, bSegment: column.taps.count * depth * step, bStrip: taps * depth * step,
              cPlane: vertical.stride * inputPitch, cRow: horizontal.stride * channels)))
        kernel += taps * ProductShape.stripped(channels) * depth
      }
    }
    return phases
  }

  /// Writes kernels turned around, those of each input channel together: [channel][row][column][depth].
  fileprivate func turnByChannel(
    _ kernel: UnsafePointer<Float>, into turned: UnsafeMutablePointer<Float>
  ) {
    let taps = vertical.size * horizontal.size
    for channel in 0..<channels {
      for tap in 0..<taps {
        (turned + (channel * taps + tap) * depth)
          .update(from: kernel + ((taps - 1 - tap) * channels + channel) * depth, count: depth)
      }
    }
  }
}
