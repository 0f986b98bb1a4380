import Glibc
import KernelTypes

/// An optimiser's rule with the numbers of one step filled in.
enum OptimizerUpdate {
  case none
  case sgd(SGDUpdate)
  case adam(AdamUpdate)

  /// - Parameter step: the number of the step, from 1.
  init(_ optimizer: OptimizerSpec?, learningRate: Double, step: Int) {
    switch optimizer {
    case nil: self = .none
    case .sgd(let spec):
      self = .sgd(
        SGDUpdate(
          rate: Float(learningRate), momentum: Float(spec.momentum), nesterov: spec.nesterov,
          shrink: Float(1 - learningRate * spec.weightDecay)))
    case .adam(let spec), .adamw(let spec):
      let correction =
        (1 - pow(spec.beta2, Double(step))).squareRoot() / (1 - pow(spec.beta1, Double(step)))
      self = .adam(
        AdamUpdate(
          rate: Float(learningRate * correction), firstGain: Float(1 - spec.beta1),
          secondGain: Float(1 - spec.beta2), epsilon: Float(spec.epsilon),
          shrink: Float(1 - learningRate * spec.weightDecay)))
    }
  }
}

extension OptimizerSpec {
  /// Tensors of state for each parameter.
  var slots: Int {
    switch self {
    case .sgd: 1
    case .adam, .adamw: 2
    }
  }
}
