import Glibc

@testable import ConvEngine

extension ReferenceNetwork {
  /// One axis of a sliding window, from TensorFlow's formulas.
  struct Axis {
    /// The window's positions; for each its cells inside the input, as their place in the window and
    /// in the input.
    let positions: [[(cell: Int, input: Int)]]

    init(_ input: Int, _ size: Int, _ stride: Int, _ padding: AxisPadding) {
      let output: Int, before: Int
      switch padding {
      case .same:
        output = Int((Double(input) / Double(stride)).rounded(.up))
        let total =
          input % stride == 0 ? max(size - stride, 0) : max(size - input % stride, 0)
        before = total / 2
      case .amount(let amount):
        output = (input + 2 * amount - size) / stride + 1
        before = amount
      }
      positions = (0..<output).map { position in
        (0..<size).map { ($0, position * stride - before + $0) }
          .filter { (0..<input).contains($0.1) }
      }
    }
  }
}

extension Activation {
  /// The function's value.
  func apply(_ x: Double) -> Double {
    switch self {
    case .linear: x
    case .relu: max(x, 0)
    case .leakyRelu: x > 0 ? x : 0.2 * x
    case .gelu: x * 0.5 * erfc(-x / 2.0.squareRoot())
    case .silu: x / (1 + exp(-x))
    case .tanh: Glibc.tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    }
  }
}
