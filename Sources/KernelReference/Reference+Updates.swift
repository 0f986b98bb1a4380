import KernelTypes

extension Reference {
  @Sendable
  func sgd(
    _ weights: UnsafeMutablePointer<Float>, _ velocity: UnsafeMutablePointer<Float>,
    _ gradients: UnsafePointer<Float>, _ update: SGDUpdate, _ count: Int
  ) {
    for i in 0..<count {
      let shrunk = weights[i] * update.shrink
      let descent = gradients[i] * -update.rate
      if update.momentum == 0 {
        weights[i] = shrunk + descent
      } else {
        velocity[i] = multiplyAdd(descent, update.momentum, velocity[i])
        weights[i] =
          shrunk
          + (update.nesterov ? multiplyAdd(descent, update.momentum, velocity[i]) : velocity[i])
      }
    }
  }

  @Sendable
  func adam(
    _ weights: UnsafeMutablePointer<Float>, _ first: UnsafeMutablePointer<Float>,
    _ second: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
    _ update: AdamUpdate, _ count: Int
  ) {
    for i in 0..<count {
      let g = gradients[i]
      first[i] = multiplyAdd(first[i], update.firstGain, g - first[i])
      second[i] = multiplyAdd(second[i], update.secondGain, g * g - second[i])
      weights[i] =
        weights[i] * update.shrink
        - first[i] * update.rate / (second[i].squareRoot() + update.epsilon)
    }
  }
}
