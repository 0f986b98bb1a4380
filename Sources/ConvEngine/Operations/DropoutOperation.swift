import KernelTypes

/// Drops elements at random in training and passes everything on otherwise.
struct DropoutOperation {
  let maps: MapPair
  let rate: Double
  /// The layer's position in the model: each has a stream of its own.
  let layer: Int

  func forward(_ slab: Slab, _ context: borrowing StepContext) {
    apply(from: maps.input, to: maps.output, slab, context)
  }

  func backward(_ slab: Slab, _ context: borrowing StepContext) {
    guard let inputGradient = maps.inputGradient, let outputGradient = maps.outputGradient else {
      return
    }
    apply(from: outputGradient, to: inputGradient, slab, context)
  }

  private func apply(
    from: FeatureMap, to: FeatureMap, _ slab: Slab, _ context: borrowing StepContext
  ) {
    let stream = context.dropout(rate: rate, layer: layer)
    for image in slab.images {
      for row in 0..<from.shape.height {
        let element = image * from.shape.count + row * from.rowCount
        context.kernels.dropout(
          context.pointer(to, image, slab) + row * to.pitch,
          context.pointer(from, image, slab) + row * from.pitch, stream,
          UInt32(truncatingIfNeeded: element), from.rowCount)
      }
    }
  }
}

extension StepContext {
  /// What a layer drops in this step; nothing outside training.
  func dropout(rate: Double, layer: Int) -> DropoutStream {
    DropoutStream(
      key: RandomStream.key(seed, .dropout, UInt64(layer), UInt64(step)),
      rate: isTraining ? rate : 0)
  }
}
