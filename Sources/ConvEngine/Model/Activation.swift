/// The function applied to each output element of a layer.
public enum Activation: String, CaseIterable, Hashable, Sendable {
  /// x
  case linear
  /// max(x, 0)
  case relu
  /// x where x > 0, else 0.2 x (Keras 3's default slope)
  case leakyRelu = "leaky_relu"
  /// x Φ(x), with the exact error function (Hendrycks and Gimpel, arXiv 1606.08415)
  case gelu
  /// x σ(x), also called swish
  case silu
  case tanh
  case sigmoid
}
