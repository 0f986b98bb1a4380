/// A function of one number, applied to many.
package enum ElementFunction: Sendable, CaseIterable {
  case linear
  case relu
  /// x where x > 0, else 0.2 x: Keras 3's slope.
  case leakyRelu
  case gelu
  case silu
  case tanh
  case sigmoid
}
