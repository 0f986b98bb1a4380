/// One layer as its user describes it, before any shape is known.
public enum LayerSpec: Hashable, Sendable {
  case conv(ConvSpec)
  case maxPool(PoolSpec)
  case averagePool(PoolSpec)
  /// The mean over all positions of each channel: [H, W, C] becomes [C].
  case globalAveragePool
  /// [H, W, C] becomes [H·W·C], in that order.
  case flatten
  case dense(DenseSpec)
  /// In training, sets each element to zero with probability `rate` (in 0..<1) and scales the
  /// others by 1 ÷ (1 − rate); does nothing otherwise.
  case dropout(rate: Double)
  case activation(Activation)
}

extension LayerSpec {
  /// The layer's word in experiment files and tables: `conv`, `max_pool`, ….
  public var kind: String {
    switch self {
    case .conv: "conv"
    case .maxPool: "max_pool"
    case .averagePool: "average_pool"
    case .globalAveragePool: "global_average_pool"
    case .flatten: "flatten"
    case .dense: "dense"
    case .dropout: "dropout"
    case .activation: "activation"
    }
  }
}

/// A convolutional layer: `depth` kernels sharing one size, each with a bias, then an activation.
public struct ConvSpec: Hashable, Sendable {
  /// How many kernels, and so how many output channels.
  public var depth: Int
  /// The size of each kernel.
  public var kernel: Extent
  /// How far a kernel moves from one output position to the next.
  public var stride: Extent
  /// What lies beyond the input's border.
  public var padding: Padding
  /// Whether each kernel has a bias.
  public var bias: Bool
  /// Applied to each output.
  public var activation: Activation
  /// How the kernels begin; biases begin at zero.
  public var initializer: Initializer

  /// Keras's defaults: stride 1, no padding, a bias, no activation, Glorot's uniform kernels.
  public init(
    depth: Int, kernel: Extent, stride: Extent = Extent(1), padding: Padding = .valid,
    bias: Bool = true, activation: Activation = .linear, initializer: Initializer = .glorotUniform
  ) {
    self.depth = depth
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.bias = bias
    self.activation = activation
    self.initializer = initializer
  }
}

/// The window of a pooling layer. Padding never counts: not as a maximum, not in a mean.
public struct PoolSpec: Hashable, Sendable {
  /// The window.
  public var size: Extent
  /// How far it moves from one output position to the next.
  public var stride: Extent
  /// What lies beyond the input's border.
  public var padding: Padding

  /// A window that moves by its own size where nothing else is said.
  public init(size: Extent, stride: Extent? = nil, padding: Padding = .valid) {
    self.size = size
    self.stride = stride ?? size
    self.padding = padding
  }
}

/// A fully connected layer: each of `units` neurons weighs every input, adds a bias, then an
/// activation.
public struct DenseSpec: Hashable, Sendable {
  /// Neurons.
  public var units: Int
  /// Whether each neuron has a bias.
  public var bias: Bool
  /// Applied to each output.
  public var activation: Activation
  /// How the weights begin; biases begin at zero.
  public var initializer: Initializer

  /// Keras's defaults: a bias, no activation, Glorot's uniform weights.
  public init(
    units: Int, bias: Bool = true, activation: Activation = .linear,
    initializer: Initializer = .glorotUniform
  ) {
    self.units = units
    self.bias = bias
    self.activation = activation
    self.initializer = initializer
  }
}
