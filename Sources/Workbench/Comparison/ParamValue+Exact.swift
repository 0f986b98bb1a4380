package import RunStore

extension ParamValue {
  /// The digits of a whole number that a Double has no room for: from 2⁵³ on, neighbours share one.
  package var longInteger: String? {
    guard case .number(let number, let text?) = self, abs(number) >= 0x1p53 else { return nil }
    return UInt64(text).map(String.init) ?? Int64(text).map(String.init)
  }

  /// What two values have in common when they mean the same: 0.001 and 1e-3 do.
  var meaning: ParamValue {
    switch self {
    case .number(let number, _): .number(number, text: longInteger)
    case .text: self
    }
  }
}
