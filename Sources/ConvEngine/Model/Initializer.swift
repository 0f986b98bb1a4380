/// How the weights of a layer begin, with Keras's definitions.
public enum Initializer: String, CaseIterable, Hashable, Sendable {
  /// Uniform in ±√(6 ÷ (fan in + fan out))
  case glorotUniform = "glorot_uniform"
  /// Normal, cut at two standard deviations, with standard deviation √(2 ÷ (fan in + fan out))
  case glorotNormal = "glorot_normal"
  /// Uniform in ±√(6 ÷ fan in)
  case heUniform = "he_uniform"
  /// Normal, cut at two standard deviations, with standard deviation √(2 ÷ fan in)
  case heNormal = "he_normal"
  case zeros
}
