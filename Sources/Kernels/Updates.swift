import KernelTypes

@Sendable
func sgd(
  _ weights: UnsafeMutablePointer<Float>, _ velocity: UnsafeMutablePointer<Float>,
  _ gradients: UnsafePointer<Float>, _ update: SGDUpdate, _ count: Int
) {
  for i in stride(from: 0, to: count, by: laneCount) {
    let lanes = min(laneCount, count - i)
    let w = load(weights + i, lanes: lanes) * update.shrink
    let descent = load(gradients + i, lanes: lanes) * -update.rate
    if update.momentum == 0 {
      store(w + descent, weights + i, lanes: lanes)
    } else {
      let momentum = Lanes(repeating: update.momentum)
      let v = multiplyAdd(descent, momentum, load(velocity + i, lanes: lanes))
      store(v, velocity + i, lanes: lanes)
      let move = update.nesterov ? multiplyAdd(descent, momentum, v) : v
      store(w + move, weights + i, lanes: lanes)
    }
  }
}

@Sendable
func adam(
  _ weights: UnsafeMutablePointer<Float>, _ first: UnsafeMutablePointer<Float>,
  _ second: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>, _ update: AdamUpdate,
  _ count: Int
) {
  let firstGain = Lanes(repeating: update.firstGain)
  let secondGain = Lanes(repeating: update.secondGain)
  for i in stride(from: 0, to: count, by: laneCount) {
    let lanes = min(laneCount, count - i)
    let g = load(gradients + i, lanes: lanes)
    var m = load(first + i, lanes: lanes)
    var v = load(second + i, lanes: lanes)
    m = multiplyAdd(m, firstGain, g - m)
    v = multiplyAdd(v, secondGain, g * g - v)
    store(m, first + i, lanes: lanes)
    store(v, second + i, lanes: lanes)
    let w = load(weights + i, lanes: lanes) * update.shrink
    store(
      w - m * update.rate / (squareRoot(v) + update.epsilon), weights + i, lanes: lanes)
  }
}
