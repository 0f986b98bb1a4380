/// A parameter's value or a metric's, for charts over settings.
package enum ChartValue: Sendable, Hashable {
  case number(Double)
  case text(String)

  /// As it is written.
  package var description: String {
    switch self {
    case .number(let number): NumberText.short(number, digits: 6)
    case .text(let text): text
    }
  }

  var number: Double? {
    switch self {
    case .number(let number): number
    case .text: nil
    }
  }
}

/// An axis of settings: numbers where all are, else one place for each value that occurs.
enum SettingAxis {
  case numbers(Axis)
  case names([String])

  /// - Parameter scale: of numbers that are all above zero; others are laid out evenly.
  init(covering values: some Sequence<ChartValue>, scale: AxisScale, count: Int) {
    let values = Array(values)
    let numbers = values.compactMap(\.number).filter(\.isFinite)
    if numbers.count < values.count(where: { !($0.number?.isNaN ?? false) }) {
      var names: [String] = []
      let sorted = values.sorted {
        ($0.number ?? .infinity, $0.description) < ($1.number ?? .infinity, $1.description)
      }
      for value in sorted where names.last != value.description { names.append(value.description) }
      self = .names(names)
    } else {
      let fits = numbers.allSatisfy { $0 > 0 }
      self = .numbers(
        Axis(
          covering: numbers, scale: fits ? scale : .linear, count: count,
          isWhole: numbers.allSatisfy { $0 == $0.rounded() && abs($0) < 1e6 }))
    }
  }

  /// From 0 to 1; names stand in the middle of equal parts.
  func position(_ value: ChartValue) -> Double? {
    switch self {
    case .numbers(let axis): value.number.flatMap(axis.position)
    case .names(let names):
      names.firstIndex(of: value.description).map { (Double($0) + 0.5) / Double(names.count) }
    }
  }

  /// Labels with their places.
  var ticks: [(position: Double, label: String)] {
    switch self {
    case .numbers(let axis):
      axis.ticks.compactMap { tick in axis.position(tick.value).map { ($0, tick.label) } }
    case .names(let names):
      names.enumerated().map { ((Double($0) + 0.5) / Double(names.count), $1) }
    }
  }
}
