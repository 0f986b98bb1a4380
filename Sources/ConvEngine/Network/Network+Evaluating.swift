extension Network {
  /// Loss, accuracy and confusion over any number of images, dropout off. Each image's logits and
  /// the order of summation are the same for any batch size.
  /// - Parameters: as for `trainStep`; `indices` must not be empty.
  public func evaluate(
    pixels: [UInt8], labels: [UInt8], indices: some RandomAccessCollection<Int>
  ) -> Evaluation {
    evaluation(pixels: pixels, labels: labels, order: Array(indices)) { _, _, _ in }
  }

  /// The same, with what is made of each image.
  /// - Parameter onImage: is given the image's index, the class of its largest logit, and the
  ///   probability of each class.
  package func evaluate(
    pixels: [UInt8], labels: [UInt8], indices: some RandomAccessCollection<Int>,
    onImage: (_ image: Int, _ predicted: Int, _ probabilities: [Float]) -> Void
  ) -> Evaluation {
    evaluation(pixels: pixels, labels: labels, order: Array(indices)) { image, predicted, place in
      onImage(image, predicted, probabilities(of: place))
    }
  }

  /// - Parameter onImage: is given the image's index, the class of its largest logit, and its place in
  ///   the batch.
  private func evaluation(
    pixels: [UInt8], labels: [UInt8], order: [Int], onImage: (Int, Int, Int) -> Void
  ) -> Evaluation {
    precondition(!order.isEmpty, "an evaluation over no images")
    checkBatch(pixels: pixels, labels: labels, indices: order[...])
    var sum = 0.0, correct = 0
    var confusion = [[Int]](
      repeating: [Int](repeating: 0, count: plan.classes), count: plan.classes)
    forEachBatch(pixels, order) { first, count in
      for image in 0..<count {
        let label = Int(labels[order[first + image]])
        let (loss, predicted) = self.loss.loss(
          context.base + layout.logits.offset(image), label: label)
        sum += loss
        correct += predicted == label ? 1 : 0
        confusion[label][predicted] += 1
        onImage(order[first + image], predicted, image)
      }
    }
    return Evaluation(
      count: order.count, loss: sum / Double(order.count),
      accuracy: Double(correct) / Double(order.count), confusion: confusion)
  }

  /// The probability of each class for each image, dropout off.
  public func probabilities(pixels: [UInt8], indices: ArraySlice<Int>) -> [[Float]] {
    let order = Array(indices)
    precondition(
      order.allSatisfy { $0 >= 0 && ($0 + 1) * plan.spec.input.count <= pixels.count },
      "an image beyond the \(pixels.count) bytes given")
    var rows: [[Float]] = []
    rows.reserveCapacity(order.count)
    forEachBatch(pixels, order) { _, count in
      for image in 0..<count { rows.append(probabilities(of: image)) }
    }
    return rows
  }

  /// The probability of each class for an image of the batch in place, after its forward pass.
  private func probabilities(of image: Int) -> [Float] {
    var row = [Float](repeating: 0, count: plan.classes)
    row.withUnsafeMutableBufferPointer { row in
      if let start = row.baseAddress {
        loss.probabilities(into: start, context.base + layout.logits.offset(image))
      }
    }
    return row
  }

  /// The logits of images given as numbers, [count, H, W, C]; dropout is off.
  package func logits(images: [Float], count: Int) -> [Float] {
    place(images, count: count)
    return withBatch(pixels: nil, indices: nil, count: count, isTraining: false) {
      runForward()
      return (0..<count).flatMap { image in
        (0..<plan.classes).map { context.base[layout.logits.offset(image) + $0] }
      }
    }
  }

  /// The forward pass over one batch, for timing.
  func runInference(pixels: [UInt8], indices: ArraySlice<Int>) {
    forEachBatch(pixels, Array(indices)) { _, _ in }
  }

  /// Runs the forward pass over consecutive batches and hands each one's position and size on.
  private func forEachBatch(
    _ pixels: [UInt8], _ order: [Int], _ body: (_ first: Int, _ count: Int) -> Void
  ) {
    pixels.withUnsafeBufferPointer { pixels in
      order.withUnsafeBufferPointer { order in
        for first in stride(from: 0, to: order.count, by: maximumBatch) {
          let count = min(maximumBatch, order.count - first)
          withBatch(
            pixels: pixels.baseAddress, indices: order.baseAddress.map { $0 + first },
            count: count, isTraining: false
          ) {
            runForward()
            body(first, count)
          }
        }
      }
    }
  }
}
