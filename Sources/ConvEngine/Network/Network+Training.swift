extension Network {
  /// One step of the optimiser over a batch.
  /// - Parameters:
  ///   - pixels: all images of a data set, [count, H, W, C] in the network's input shape; a byte b
  ///     enters as b·(1 ÷ 255).
  ///   - labels: a class for each of these images.
  ///   - indices: which images make up the batch; 1 to `maximumBatch` of them.
  /// - Returns: loss and accuracy before the update.
  public func trainStep(
    pixels: [UInt8], labels: [UInt8], indices: ArraySlice<Int>
  ) -> BatchResult {
    checkBatch(pixels: pixels, labels: labels, indices: indices)
    return pixels.withUnsafeBufferPointer { pixels in
      indices.withUnsafeBufferPointer { positions in
        withBatch(
          pixels: pixels.baseAddress, indices: positions.baseAddress, count: positions.count,
          isTraining: true
        ) {
          runForward()
          let result = timed(.loss, .forward, 0) { findLoss { Int(labels[positions[$0]]) } }
          runBackward(updates: true)
          return result
        }
      }
    }
  }

  /// The same over images given as numbers, [count, H, W, C].
  package func trainStep(images: [Float], labels: [Int]) -> BatchResult {
    place(images, count: labels.count)
    return withBatch(pixels: nil, indices: nil, count: labels.count, isTraining: true) {
      runForward()
      let result = timed(.loss, .forward, 0) { findLoss { labels[$0] } }
      runBackward(updates: true)
      return result
    }
  }

  /// Loss, and gradients without an update; dropout is off.
  package func findGradients(images: [Float], labels: [Int]) -> BatchResult {
    precondition(layout.purpose.keepsGradients, "gradients of a network that does not keep them")
    place(images, count: labels.count)
    return withBatch(pixels: nil, indices: nil, count: labels.count, isTraining: false) {
      runForward()
      let result = findLoss { labels[$0] }
      runBackward(updates: false)
      return result
    }
  }

  /// Mean loss and accuracy of the batch in place, and the gradient of its logits.
  private func findLoss(_ label: (Int) -> Int) -> BatchResult {
    precondition(optimizer != nil, "a network made without an optimizer does not train")
    let count = context.count
    var sum = 0.0, correct = 0
    for image in 0..<count {
      let logits = UnsafePointer(context.base + layout.logits.offset(image))
      let (loss, predicted) = self.loss.loss(logits, label: label(image))
      sum += loss
      correct += predicted == label(image) ? 1 : 0
      if let gradient = layout.logitsGradient {
        self.loss.gradient(
          into: context.base + gradient.offset(image), logits, label: label(image),
          scale: 1 / Double(count))
      }
    }
    return BatchResult(
      count: count, loss: sum / Double(count), accuracy: Double(correct) / Double(count))
  }

  func checkBatch(pixels: [UInt8], labels: [UInt8], indices: ArraySlice<Int>) {
    let size = plan.spec.input.count
    precondition(
      pixels.count == labels.count * size,
      "\(pixels.count) bytes for \(labels.count) images of \(plan.spec.input)")
    for index in indices {
      precondition(
        labels.indices.contains(index) && Int(labels[index]) < plan.classes,
        "image \(index) of \(labels.count), or a label beyond \(plan.classes) classes")
    }
  }

  /// Writes images given as numbers into the network's input.
  func place(_ images: [Float], count: Int) {
    let map = layout.input
    precondition(
      images.count == count * map.shape.count && count <= maximumBatch,
      "\(images.count) numbers for \(count) images of \(map.shape)")
    for image in 0..<count {
      for row in 0..<map.shape.height {
        let first = image * map.shape.count + row * map.rowCount
        for i in 0..<map.rowCount {
          context.base[map.offset(image) + row * map.pitch + i] = images[first + i]
        }
      }
    }
  }
}
