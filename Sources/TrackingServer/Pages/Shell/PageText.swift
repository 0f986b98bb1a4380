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

  /// A whole number with commas between thousands.
  static func count(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var result = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// `1 run`, `2 runs`.
  static func plural(_ count: Int, _ noun: String) -> String {
    "\(self.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// Bytes in decimal units: `512 B`, `4.9 MB`.
  static func bytes(_ count: Int) -> String {
    if count < 1000 { return "\(count) B" }
    var value = Double(count)
    var unit = ""
    for next in ["kB", "MB", "GB", "TB"] where value >= 999.95 {
      value /= 1000
      unit = next
    }
    return NumberText.fixed(value, 1) + " " + unit
  }

  /// A duration in seconds: `0.84s`, `12.3s`, `3m 12s`, `1h 04m`, `2d 03h`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e11 else { return "–" }
    if seconds < 9.995 { return NumberText.fixed(seconds, 2) + "s" }
    if seconds < 59.95 { return NumberText.fixed(seconds, 1) + "s" }
    let whole = Int(seconds.rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if whole < 3600 { return "\(whole / 60)m \(two(whole % 60))s" }
    if whole < 86_400 { return "\(whole / 3600)h \(two(whole % 3600 / 60))m" }
    return "\(whole / 86_400)d \(two(whole % 86_400 / 3600))h"
  }

  /// How long before `now` something was, in its largest unit: `now`, `5m ago`, `9d ago`.
  static func age(of date: Date, now: Timestamp) -> String {
    let seconds = now.date.timeIntervalSince(date)
    if seconds < 1 { return "now" }
    if seconds < 60 { return "\(Int(seconds))s ago" }
    if seconds < 3600 { return "\(Int(seconds / 60))m ago" }
    if seconds < 86_400 { return "\(Int(seconds / 3600))h ago" }
    return "\(Int(seconds / 86_400))d ago"
  }

  /// A moment, `2026-11-23 05:32:03 UTC`.
  static func moment(_ date: Date) -> HTML {
    let stamp = Timestamp(date).description
    return Tag.time(.datetime(stamp)) { stamp.prefix(19).replacing("T", with: " ") + " UTC" }
  }
}
