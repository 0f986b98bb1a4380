/// The rule that turns gradients into new weights, with Keras 3's definitions and defaults.
public enum OptimizerSpec: Hashable, Sendable {
  case sgd(SGDSpec)
  case adam(AdamSpec)
  /// Adam with decoupled weight decay; its defaults are `AdamSpec.adamW`.
  case adamw(AdamSpec)
}

extension OptimizerSpec {
  /// The optimiser's word in experiment files: `sgd`, `adam` or `adamw`.
  public var kind: String {
    switch self {
    case .sgd: "sgd"
    case .adam: "adam"
    case .adamw: "adamw"
    }
  }

  /// How far a step goes.
  public var learningRate: Double {
    switch self {
    case .sgd(let spec): spec.learningRate
    case .adam(let spec), .adamw(let spec): spec.learningRate
    }
  }
}

/// v ← momentum·v − rate·g; w ← w + v, or w + momentum·v − rate·g with Nesterov's look-ahead.
public struct SGDSpec: Hashable, Sendable {
  /// How far a step goes, above 0.
  public var learningRate: Double
  /// In 0..<1.
  public var momentum: Double
  /// Whether the step looks ahead along the velocity.
  public var nesterov: Bool
  /// Decoupled: w ← w − rate·decay·w before each update.
  public var weightDecay: Double

  /// Keras's defaults: rate 0.01, no momentum.
  public init(
    learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }
}

/// Kingma and Ba (arXiv 1412.6980), in the form just before their section 2.1 that Keras uses:
/// w ← w − rate·√(1 − β₂ᵗ) ÷ (1 − β₁ᵗ)·m ÷ (√v + ε).
public struct AdamSpec: Hashable, Sendable {
  /// How far a step goes, above 0.
  public var learningRate: Double
  /// β₁, in 0..<1.
  public var beta1: Double
  /// β₂, in 0..<1.
  public var beta2: Double
  /// ε, above 0.
  public var epsilon: Double
  /// Decoupled: w ← w − rate·decay·w before each update.
  public var weightDecay: Double

  /// Keras's defaults for AdamW.
  public static let adamW = AdamSpec(weightDecay: 0.004)

  /// Keras's defaults for Adam.
  public init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }
}
