/// One layer once its input is known: shapes, parameters and cost for one image.
public struct LayerPlan: Sendable {
  /// The layer's kind and its number among those of its kind, from 1: `conv_2`.
  public let name: String
  /// The layer as described.
  public let spec: LayerSpec
  /// What comes in.
  public let input: Shape
  /// What goes out.
  public let output: Shape
  /// How the kernel or the pooling window slides; nil for layers without one.
  let windows: LayerWindows?
  /// Whether the layer may be computed on tiles (`KernelChoice`).
  let allowsTiles: Bool
  /// Kernel first, then bias.
  public let parameters: [ParameterPlan]
  /// Floating-point operations of a forward pass; a multiplication and an addition count as two.
  public let flops: Int
  /// Bytes of output kept for the backward pass.
  public let activationBytes: Int
  /// The kernel that runs the layer and its register block, such as `direct 8×2`; empty where
  /// there is nothing to multiply.
  public let kernel: String

  /// Trainable numbers.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}

/// One trainable tensor of a layer.
public struct ParameterPlan: Hashable, Sendable {
  /// The layer's name and the role: `conv_1.kernel`, `conv_1.bias`.
  public let name: String
  /// [height, width, in, out] of a convolution, [in, out] of a dense layer, [out] of a bias.
  public let shape: [Int]
  /// How its values begin.
  public let initializer: Initializer

  /// The number of values.
  public var count: Int { shape.reduce(1, *) }

  /// Whether it is a dense layer's matrix, whose gradient is made part by part.
  var isDenseKernel: Bool { shape.count == 2 }

  /// How a dense layer's matrix lies in memory; other tensors lie as they are.
  var strips: StripLayout? {
    isDenseKernel ? StripLayout(rows: shape[0], columns: shape[1]) : nil
  }

  /// Elements it takes up in memory.
  var storedCount: Int { strips?.count ?? count }
}
