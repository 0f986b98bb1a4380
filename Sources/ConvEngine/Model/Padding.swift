/// How far a window may reach beyond the border of its input; what lies there counts as zero.
public enum Padding: Hashable, Sendable {
  /// Output size ⌈input ÷ stride⌉, as TensorFlow defines it: an odd total puts the extra row or
  /// column at the bottom or right.
  case same
  /// No padding: the window stays inside the input.
  case valid
  /// This many rows above and below, and columns left and right.
  case amount(Extent)
}

extension Padding: CustomStringConvertible {
  /// `same`, `valid` or `1×2`.
  public var description: String {
    switch self {
    case .same: "same"
    case .valid: "valid"
    case .amount(let extent): extent.description
    }
  }
}
