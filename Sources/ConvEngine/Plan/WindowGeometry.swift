/// A window sliding along one axis: where it starts, how often it fits.
///
/// With `same` padding the output has ⌈input ÷ stride⌉ positions and the padding needed for that,
/// max(0, (output − 1)·stride + size − input), is split in halves, the larger one behind, as
/// TensorFlow does. Otherwise the output has ⌊(input + 2·padding − size) ÷ stride⌋ + 1 positions.
struct WindowGeometry: Hashable, Sendable {
  let input: Int
  let size: Int
  let stride: Int
  let output: Int
  /// Cells before the input's first that the first window covers.
  let before: Int

  /// Nil if the window does not fit even once.
  init?(input: Int, size: Int, stride: Int, padding: AxisPadding) {
    switch padding {
    case .same:
      output = (input + stride - 1) / stride
      before = max(0, (output - 1) * stride + size - input) / 2
    case .amount(let amount):
      guard input + 2 * amount >= size else { return nil }
      output = (input + 2 * amount - size) / stride + 1
      before = amount
    }
    self.input = input
    self.size = size
    self.stride = stride
  }

  /// Cells behind the input's last that the last window covers.
  var after: Int { max(0, (output - 1) * stride + size - before - input) }
}

/// The padding of one axis.
enum AxisPadding: Hashable, Sendable {
  case same
  case amount(Int)
}

extension Padding {
  var vertical: AxisPadding {
    switch self {
    case .same: .same
    case .valid: .amount(0)
    case .amount(let extent): .amount(extent.height)
    }
  }

  var horizontal: AxisPadding {
    switch self {
    case .same: .same
    case .valid: .amount(0)
    case .amount(let extent): .amount(extent.width)
    }
  }
}
