import Charts
import Foundation
import Markup
import RunStore

/// Values as people read them on pages, by the rules of the tables that commands print.
enum PageText {
  /// A metric's value: four decimals in the range of accuracies and losses, three significant digits
  /// below it, fewer decimals above it.
  static func metric(_ value: Double?) -> String {
    guard let value else { return "–" }
    guard value.isFinite else { return NumberText.short(value) }
    switch abs(value) {
    case 0: return "0"
    case ..<0.01: return NumberText.short(value, digits: 3)
    case ..<100: return NumberText.fixed(value, 4)
    case ..<1e7: return NumberText.fixed(value, 1)
    default: return NumberText.short(value)
    }
  }

  /// A parameter's value; a number of many digits, which nobody typed, is rounded.
  static func setting(_ text: String) -> String {
    guard text.utf8.count > 8, let number = Double(text), number.isFinite else { return text }
    return NumberText.short(number)
  }

  /// A fraction of one as `71.2 %`.
  static func percent(_ fraction: Double?) -> String {
    fraction.map { NumberText.fixed(100 * $0, 1) + " %" } ?? "–"
  }

  /// `1 run`, `2 runs`.
  static func plural(_ count: Int, _ noun: String) -> String {
    "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// How long before `now` something was, in its largest unit: `now`, `5m ago`, `9d ago`.
  static func age(of date: Date, now: Timestamp) -> String {
    NumberText.age(now.date.timeIntervalSince(date))
  }

  /// A moment, `2026-11-23 05:32:03 UTC`.
  static func moment(_ date: Date) -> HTML {
    let stamp = Timestamp(date).description
    return Tag.time(.datetime(stamp)) { stamp.prefix(19).replacing("T", with: " ") + " UTC" }
  }
}
