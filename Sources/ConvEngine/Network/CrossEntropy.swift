import Glibc

/// Softmax and the cross entropy against a label, in double precision: there are few classes, and
/// the loss is then the same at every instruction-set level that computes the same logits.
struct CrossEntropy {
  let classes: Int
  /// The share of the target spread evenly over all classes, in 0..<1.
  let labelSmoothing: Double

  /// The loss of one image in nats and the class with the largest logit (the first of equals).
  func loss(_ logits: UnsafePointer<Float>, label: Int) -> (loss: Double, predicted: Int) {
    let (largest, sum, predicted) = normalizer(logits)
    let logSum = Double(largest) + log(sum)
    var loss = (1 - labelSmoothing) * (logSum - Double(logits[label]))
    if labelSmoothing > 0 {
      var mean = 0.0
      for c in 0..<classes { mean += logSum - Double(logits[c]) }
      loss += labelSmoothing * mean / Double(classes)
    }
    return (loss, predicted)
  }

  /// d = scale · (softmax − target), the gradient with respect to the logits of scale · loss.
  func gradient(
    into d: UnsafeMutablePointer<Float>, _ logits: UnsafePointer<Float>, label: Int, scale: Double
  ) {
    let (largest, sum, _) = normalizer(logits)
    let spread = labelSmoothing / Double(classes)
    for c in 0..<classes {
      let probability = exp(Double(logits[c] - largest)) / sum
      let target = spread + (c == label ? 1 - labelSmoothing : 0)
      d[c] = Float(scale * (probability - target))
    }
  }

  /// p = softmax(logits)
  func probabilities(into p: UnsafeMutablePointer<Float>, _ logits: UnsafePointer<Float>) {
    let (largest, sum, _) = normalizer(logits)
    for c in 0..<classes { p[c] = Float(exp(Double(logits[c] - largest)) / sum) }
  }

  private func normalizer(
    _ logits: UnsafePointer<Float>
  ) -> (largest: Float, sum: Double, predicted: Int) {
    var largest = logits[0], predicted = 0
    for c in 1..<max(1, classes) where logits[c] > largest {
      largest = logits[c]
      predicted = c
    }
    var sum = 0.0
    for c in 0..<classes { sum += exp(Double(logits[c] - largest)) }
    return (largest, sum, predicted)
  }
}
