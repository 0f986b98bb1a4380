import KernelTypes

/// Takes the largest or the mean value of each window.
struct PoolOperation {
  enum Kind {
    /// `cells`: the arena offset of the winners' numbers, [batch, OH, OW, C].
    case max(cells: Int)
    case average
  }

  let kind: Kind
  let maps: MapPair
  let forwardShape: WindowShape
  /// The same windows over the gradients, whose rows may lie further apart.
  let backwardShape: WindowShape

  init(
    _ kind: Kind, maps: MapPair, vertical: WindowGeometry, horizontal: WindowGeometry
  ) {
    self.kind = kind
    self.maps = maps
    func shape(_ input: FeatureMap, _ output: FeatureMap) -> WindowShape {
      WindowShape(
        inputHeight: vertical.input, inputWidth: horizontal.input,
        channels: input.shape.channels, outputHeight: vertical.output,
        outputWidth: horizontal.output, windowHeight: vertical.size, windowWidth: horizontal.size,
        strideHeight: vertical.stride, strideWidth: horizontal.stride,
        paddingTop: vertical.before, paddingLeft: horizontal.before,
        inputPitch: input.pitch, outputPitch: output.pitch)
    }
    forwardShape = shape(maps.input, maps.output)
    backwardShape = shape(maps.inputGradient ?? maps.input, maps.outputGradient ?? maps.output)
  }

  func forward(_ slab: Slab, _ context: borrowing StepContext) {
    for image in slab.images {
      let y = context.pointer(maps.output, image, slab)
      let x = UnsafePointer(context.pointer(maps.input, image, slab))
      switch kind {
      case .max(let cells):
        context.kernels.maxPoolForward(y, winners(cells, image, context), x, forwardShape)
      case .average: context.kernels.averagePoolForward(y, x, forwardShape)
      }
    }
  }

  func backward(_ slab: Slab, _ context: borrowing StepContext) {
    guard let inputGradient = maps.inputGradient, let outputGradient = maps.outputGradient else {
      return
    }
    for image in slab.images {
      let dx = context.pointer(inputGradient, image, slab)
      let dy = UnsafePointer(context.pointer(outputGradient, image, slab))
      switch kind {
      case .max(let cells):
        context.kernels.maxPoolBackward(
          dx, dy, UnsafePointer(winners(cells, image, context)), backwardShape)
      case .average: context.kernels.averagePoolBackward(dx, dy, backwardShape)
      }
    }
  }

  /// Window cell numbers live in the arena beside the floats; both take four bytes.
  private func winners(
    _ cells: Int, _ image: Int, _ context: borrowing StepContext
  ) -> UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(context.base + cells + image * maps.output.shape.count)
      .assumingMemoryBound(to: UInt32.self)
  }
}
