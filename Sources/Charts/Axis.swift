import Glibc

/// How numbers are laid out along an axis.
package enum AxisScale: String, CaseIterable, Sendable {
  case linear
  /// By their logarithm; what is not above zero has no place.
  case log
}

/// The numbers an axis covers, and where its ticks are.
package struct Axis: Sendable, Hashable {
  /// A mark with its number.
  package struct Tick: Sendable, Hashable {
    package var value: Double
    package var label: String
  }

  package let scale: AxisScale
  package let lower: Double
  package let upper: Double
  package let ticks: [Tick]

  /// An axis that covers `values`, those that have a place on it.
  ///
  /// - Parameters:
  ///   - count: about how many ticks there is room for.
  ///   - isWhole: whether the values are whole numbers, such as epochs; then ticks are, too.
  ///   - isTight: whether the axis ends with the values instead of with a tick.
  package init(
    covering values: some Sequence<Double>, scale: AxisScale = .linear, count: Int = 6,
    isWhole: Bool = false, isTight: Bool = false
  ) {
    var lower = Double.infinity
    var upper = -Double.infinity
    for value in values where value.isFinite && (scale == .linear || value > 0) {
      lower = min(lower, value)
      upper = max(upper, value)
    }
    if lower > upper { (lower, upper) = scale == .log ? (0.1, 1) : (0, 1) }
    let count = max(2, count)
    self.scale = scale
    switch scale {
    case .linear:
      // The difference of the ends must be a number, too.
      (lower, upper) = (min(max(lower, -4e307), 4e307), min(max(upper, -4e307), 4e307))
      // A difference this small is one of rounding, and has no room for ticks.
      let size = max(abs(lower), abs(upper))
      if upper - lower <= max(size * 1e-12, 1e-290) {
        let room = (isWhole && size < 1e9) || size < 1e-290 ? 1 : size * 0.1
        lower -= room
        upper += room
      }
      let step = TickStep(atLeast: (upper - lower) / Double(count), isWhole: isWhole)
      if !isTight {
        lower = min(lower, step.value(step.index(below: lower)))
        upper = max(upper, step.value(step.index(above: upper)))
      }
      ticks = step.ticks(in: lower...upper)
    case .log:
      (lower, upper) = (min(max(lower, 1e-300), 1e300), min(max(upper, 1e-300), 1e300))
      if upper <= lower * (1 + 1e-9) {
        lower /= 2
        upper *= 2
      }
      ticks = Axis.logarithmicTicks(lower, upper, count: count)
    }
    self.lower = lower
    self.upper = upper
  }

  /// Where a value is, from 0 (the lower end) to 1; nil if it has no place on this axis.
  package func position(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch scale {
    case .linear: return min(max((value - lower) / (upper - lower), 0), 1)
    case .log:
      guard value > 0 else { return nil }
      return min(max((log10(value) - log10(lower)) / (log10(upper) - log10(lower)), 0), 1)
    }
  }

  /// Powers of ten, with 2 and 5 between them where few fit, or even numbers within a short range.
  private static func logarithmicTicks(_ lower: Double, _ upper: Double, count: Int) -> [Tick] {
    let decades = log10(upper) - log10(lower)
    if decades < 1 {
      let step = TickStep(atLeast: (upper - lower) / Double(count))
      return step.ticks(in: lower...upper)
    }
    let each = max(1, Int((decades / Double(count)).rounded(.up)))
    let digits = each == 1 && decades * 3 <= Double(count) + 1 ? [1, 2, 5] : [1]
    var ticks: [Tick] = []
    let first = Int(log10(lower).rounded(.down))
    for exponent in first...max(first, Int(log10(upper).rounded(.up)))
    where exponent.isMultiple(of: each) {
      for digit in digits {
        let value = Double("\(digit)e\(exponent)") ?? .nan
        // Rounding must not lose the tick at an end.
        if value >= lower * (1 - 1e-9), value <= upper * (1 + 1e-9) {
          ticks.append(Tick(value: value, label: NumberText.short(value)))
        }
      }
    }
    return ticks
  }
}

/// The distance of ticks: 1, 2 or 5 times a power of ten.
private struct TickStep {
  let digit: Int
  let exponent: Int

  init(atLeast size: Double, isWhole: Bool = false) {
    let size = isWhole ? max(size, 1) : max(size, 1e-300)
    var exponent = Int(log10(size).rounded(.down))
    let fraction = size / pow(10, Double(exponent))
    // A little mercy: a size that is 2 but for rounding is 2.
    switch fraction {
    case ...1.000001: digit = 1
    case ...2.000001: digit = 2
    case ...5.000001: digit = 5
    default:
      digit = 1
      exponent += 1
    }
    self.exponent = exponent
  }

  private var size: Double { Double(digit) * pow(10, Double(exponent)) }

  func index(below value: Double) -> Double { (value / size + 1e-9).rounded(.down) }
  func index(above value: Double) -> Double { (value / size - 1e-9).rounded(.up) }

  /// The number of tick `index`, as near as a number comes to its decimal text.
  func value(_ index: Double) -> Double {
    exponent < 0
      ? index * Double(digit) / pow(10, Double(-exponent))
      : index * Double(digit) * pow(10, Double(exponent))
  }

  func ticks(in range: ClosedRange<Double>) -> [Axis.Tick] {
    let first = index(above: range.lowerBound)
    let last = index(below: range.upperBound)
    // Beyond 2^53 steps from zero neighbouring ticks are one number.
    guard last >= first, last - first < 100, abs(first) < 9e15, abs(last) < 9e15 else { return [] }
    let largest = max(abs(value(first)), abs(value(last)))
    return stride(from: first, through: last, by: 1).map { index in
      let value = value(index)
      let label =
        largest >= 1e6 || exponent < -6
        ? NumberText.short(value) : NumberText.fixed(value, max(0, -exponent))
      return Axis.Tick(value: value, label: label)
    }
  }
}
