import KernelTypes

/// Drops elements at random in training and passes everything on otherwise.
struct DropoutOperation {
  let maps: MapPair
  let rate: Double
  /// The layer's position in the model: each has a stream of its own.
  let layer: Int

  func forward(_ images: Range<Int>, _ context: borrowing StepContext) {
    apply(from: maps.input, to: maps.output, images, context)
  }

  func backward(_ images: Range<Int>, _ context: borrowing StepContext) {
    guard let inputGradient = maps.inputGradient, let outputGradient = maps.outputGradient else {
      return
    }
    apply(from: outputGradient, to: inputGradient, images, context)
  }

  private func apply(
    from: FeatureMap, to: FeatureMap, _ images: Range<Int>, _ context: borrowing StepContext
  ) {
    let stream = DropoutStream(
      key: RandomStream.key(context.seed, .dropout, UInt64(layer), UInt64(context.step)),
      rate: context.isTraining ? rate : 0)
    for image in images {
      for row in 0..<from.shape.height {
        let element = image * from.shape.count + row * from.rowCount
        context.kernels.dropout(
          context.base + to.offset(image) + row * to.pitch,
          context.base + from.offset(image) + row * from.pitch, stream,
          UInt32(truncatingIfNeeded: element), from.rowCount)
      }
    }
  }
}
