import Glibc

/// Numbers as charts write them, the same in every locale.
package enum NumberText {
  /// At most `digits` significant digits, without zeros at the end: `0.7406`, `12`, `3.2e-5`, `NaN`.
  package static func short(_ value: Double, digits: Int = 4) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    if value == 0 { return "0" }
    var exponent = Int(log10(abs(value)).rounded(.down))
    if (-4..<6).contains(exponent) {
      return withoutZeros(fixed(value, max(0, digits - 1 - exponent)))
    }
    var mantissa = value / pow(10, Double(exponent / 2)) / pow(10, Double(exponent - exponent / 2))
    // Rounding may give 10.00.
    if abs(mantissa) >= 10 - 0.5 / pow(10, Double(digits - 1)) {
      mantissa /= 10
      exponent += 1
    }
    return withoutZeros(fixed(mantissa, digits - 1)) + "e\(exponent)"
  }

  /// `value`, below 10¹⁵ in size, with that many digits after the point.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    let scaled = (abs(value) * pow(10, Double(decimals))).rounded()
    guard scaled < 9e18 else { return "\(value)" }
    var digits = String(Int64(scaled))
    if decimals > 0 {
      digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
    }
    return value < 0 && scaled > 0 ? "-" + digits : digits
  }

  private static func withoutZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text[...]
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }
}
