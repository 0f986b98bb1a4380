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

extension OptimizerUpdate {
  /// Changes some weights along their gradients.
  /// - Parameter state: the optimiser's tensors for these weights; the second is read by Adam alone.
  func apply(
    to weights: UnsafeMutablePointer<Float>, _ state: OptimizerState,
    _ gradients: UnsafePointer<Float>, count: Int, _ kernels: KernelTable
  ) {
    switch self {
    case .none: break
    case .sgd(let rule): kernels.sgd(weights, state.first, gradients, rule, count)
    case .adam(let rule): kernels.adam(weights, state.first, state.second, gradients, rule, count)
    }
  }
}

/// The places of an optimiser's two tensors; both the same where it has one.
struct OptimizerState {
  let first: UnsafeMutablePointer<Float>
  let second: UnsafeMutablePointer<Float>
}

extension OptimizerSpec {
  /// The roles of the tensors of state that each parameter has.
  var slotNames: [String] {
    switch self {
    case .sgd: ["velocity"]
    case .adam, .adamw: ["first_moment", "second_moment"]
    }
  }
}
