import Foundation

/// The probabilities that intervals and tests are made of.
enum Distributions {
  /// The value that a variable of Student's t distribution stays within, on both sides, with that
  /// probability.
  /// - Parameters:
  ///   - probability: in 0..<1.
  ///   - freedom: 1 or more.
  static func studentBound(_ probability: Double, freedom: Int) -> Double {
    let nu = Double(freedom)
    // The probability to be within ±t is one less that of a beta variable below ν ÷ (ν + t²).
    func within(_ t: Double) -> Double { 1 - incompleteBeta(nu / (nu + t * t), nu / 2, 0.5) }
    var low = 0.0
    var high = 1.0
    while within(high) < probability, high < 1e300 { high *= 2 }
    for _ in 0..<200 where high - low > 1e-13 * high {
      let middle = (low + high) / 2
      if within(middle) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The probability that a variable of Fisher's F distribution is `value` or more.
  static func fisherTail(_ value: Double, _ first: Int, _ second: Int) -> Double {
    guard value > 0 else { return 1 }
    let (a, b) = (Double(first), Double(second))
    return incompleteBeta(b / (b + a * value), b / 2, a / 2)
  }

  /// The regularised incomplete beta function, by its continued fraction.
  /// <https://dlmf.nist.gov/8.17#SS5>
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // The fraction converges fast on this side of the mean.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(
      a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b))
    let tiny = 1e-300
    // 1 + 1 ÷ (1 + d₁ ÷ (1 + d₂ ÷ …)), from the front (Lentz's method).
    var fraction = 1.0
    var c = 1.0
    var d = 0.0
    for index in 0...10_000 {
      let m = Double(index / 2)
      let numerator =
        if index == 0 {
          1.0
        } else if index % 2 == 0 {
          m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        } else {
          -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        }
      d = 1 + numerator * d
      if abs(d) < tiny { d = tiny }
      d = 1 / d
      c = 1 + numerator / c
      if abs(c) < tiny { c = tiny }
      fraction *= c * d
      if abs(1 - c * d) < 1e-15 { break }
    }
    return front * (fraction - 1) / a
  }
}
