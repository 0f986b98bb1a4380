import Charts

extension AxisScale {
  /// By their logarithm where numbers above zero span more than a power of ten: rates of learning,
  /// and what is searched alike.
  static func fitting(_ values: [ChartValue]) -> AxisScale {
    let numbers = values.compactMap { value in
      if case .number(let number) = value { number } else { nil }
    }
    guard numbers.count == values.count, let least = numbers.min(), let greatest = numbers.max(),
      least > 0, greatest / least > 15
    else { return .linear }
    return .log
  }
}
