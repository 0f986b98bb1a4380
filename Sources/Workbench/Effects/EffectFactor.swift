import Foundation
import RunStore

/// A parameter whose settings differ among runs, with those settings as levels.
struct EffectFactor {
  let name: String
  /// Parameters that change along with it, always.
  var aliases: [String] = []
  /// The settings, in order; ranges of a number that has many.
  let levels: [String]
  /// Of each run, its level.
  let codes: [Int]

  /// More settings of a number are put into ranges, as are those that few runs share; a text with more says
  /// nothing.
  static let mostLevels = 12
  /// The ranges, with equally many runs as far as equal values stay together.
  static let ranges = 5
  /// What stands for a run that has no such parameter.
  static let absent = "–"

  /// - Returns: nil for a parameter that does not change, or a text of too many settings.
  init?(_ name: String, _ values: [ParamValue?]) {
    self.name = name
    let distinct = Array(Set(values.map { $0?.meaning }))
    guard distinct.count > 1 else { return nil }
    let numbers = values.map { $0?.number }
    // A setting to nearly every run would explain each run by itself.
    let isSpread =
      distinct.count > Self.ranges && 2 * distinct.count > values.count
      && !numbers.contains { $0 == nil }
    if distinct.count <= Self.mostLevels && !isSpread {
      let ordered = distinct.sorted(by: Self.precedes)
      let positions = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
      codes = values.map { positions[$0?.meaning, default: 0] }
      // As first written: 1e-3 stays so.
      levels = ordered.map { level in
        values.first { $0?.meaning == level }.flatMap { $0 }.map { "\($0)" } ?? Self.absent
      }
      return
    }
    guard !numbers.contains(where: { $0 == nil }) else { return nil }
    let (codes, bounds) = Self.ranges(of: numbers.compactMap { $0 })
    guard bounds.count > 1 else { return nil }
    self.codes = codes
    levels = bounds.map { low, high in
      low == high ? Self.text(low) : "\(Self.text(low))…\(Self.text(high))"
    }
  }

  /// Numbers before texts before nothing.
  private static func precedes(_ first: ParamValue?, _ second: ParamValue?) -> Bool {
    switch (first, second) {
    case (.number(let a, _), .number(let b, _)): a < b
    case (.number, _): true
    case (.text(let a), .text(let b)): NaturalOrder.precedes(a, b)
    case (.text, nil): true
    default: false
    }
  }

  private static func ranges(of numbers: [Double]) -> (codes: [Int], bounds: [(Double, Double)]) {
    let sorted = numbers.sorted()
    var starts: [Double] = []
    for part in 0..<ranges {
      let value = sorted[part * sorted.count / ranges]
      if starts.last.map({ value > $0 }) ?? true { starts.append(value) }
    }
    var bounds: [(Double, Double)] = starts.map { ($0, $0) }
    let codes = numbers.map { number in
      let code = (starts.lastIndex { $0 <= number } ?? 0)
      bounds[code].1 = max(bounds[code].1, number)
      return code
    }
    return (codes, bounds)
  }

  private static func text(_ number: Double) -> String { String(format: "%.4g", number) }
}
